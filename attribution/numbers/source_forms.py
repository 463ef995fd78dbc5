"""The form of a number that stands for a source."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attribution.models import SourceNumber
from attribution.numbers.forms import NumberField
from attribution.numbers.sources import CONDITIONS, choosable_numbers
from attribution.visits.channels import CHANNELS
from calls.models import PhoneNumber
from calls.numbers.forms import PhoneField, choices, read_in

ANY_CHANNEL = [("", _("Any")), *((name, name) for name in CHANNELS)]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SourceForm(forms.Form):
    """Days are whole ones of the account's time zone, both included."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For example “Billboard, Main Street”.")
    )
    phone_number = NumberField(queryset=PhoneNumber.everywhere.none(), label=_("Number"))
    place = forms.ChoiceField(
        label=_("Where it is seen"), choices=SourceNumber.Place.choices, initial=SourceNumber.Place.SITE
    )
    target_number = PhoneField(
        label=_("Number on the page"),
        required=False,
        help_text=_("On the website: the number it is shown in place of."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=ANY_CHANNEL,
        help_text=_("What is filled in here and below must fit; the number with most of it is shown."),
    )
    utm_source = forms.CharField(label=_("Source"), max_length=200, required=False)
    utm_medium = forms.CharField(label=_("Medium"), max_length=200, required=False)
    utm_campaign = forms.CharField(label=_("Campaign"), max_length=200, required=False)
    landing_page = forms.CharField(
        label=_("Landing page"),
        max_length=500,
        required=False,
        help_text=_("Beginning of its path, such as /furnace."),
    )
    starts_at = forms.DateField(label=_("From"), widget=DAY)
    ends_at = forms.DateField(label=_("Last day"), widget=DAY, required=False)

    def __init__(self, data: Any = None, *, row: SourceNumber, country: str, zone: str) -> None:
        self.row, self.zone = row, ZoneInfo(zone)
        super().__init__(data, initial=self._facts())
        choices(self, "phone_number").queryset = choosable_numbers(row)
        channel = self.fields["channel"]
        if isinstance(channel, forms.ChoiceField) and row.channel and row.channel not in CHANNELS:
            channel.choices = [*ANY_CHANNEL, (row.channel, row.channel)]
        read_in(self, "target_number", country)

    def settings(self) -> dict[str, Any]:
        """The columns."""
        data = dict(self.cleaned_data)
        data["starts_at"] = self._moment(data["starts_at"], "starts_at", 0)
        if data["ends_at"]:
            data["ends_at"] = self._moment(data["ends_at"], "ends_at", 1)
        return data

    def _moment(self, day: date, name: str, later: int) -> datetime:
        """Midnight, `later` days after; what stands already when its day stays the same."""
        before: datetime | None = getattr(self.row, name)
        if before is not None and self._day(before, name) == day:
            return before
        return datetime.combine(day + timedelta(days=later), time(), self.zone)

    def _day(self, moment: datetime, name: str) -> date:
        inside = moment - timedelta(microseconds=1) if name == "ends_at" else moment
        return inside.astimezone(self.zone).date()

    def _facts(self) -> dict[str, Any]:
        if not self.row.pk:
            return {"starts_at": timezone.now().astimezone(self.zone).date()}
        row = self.row
        texts = {name: getattr(row, name) for name in ("name", "place", "target_number", *CONDITIONS)}
        ends = self._day(row.ends_at, "ends_at") if row.ends_at else None
        return {
            **texts,
            "phone_number": row.phone_number_id,
            "starts_at": self._day(row.starts_at, "starts_at"),
            "ends_at": ends,
        }
