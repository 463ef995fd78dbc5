"""The form of a schedule."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from attribution.models import ReportSchedule
from attribution.schedules.services import readers

if TYPE_CHECKING:
    Users = forms.ModelMultipleChoiceField[User]
else:  # generic for type checkers only
    Users = forms.ModelMultipleChoiceField


class ReadersField(Users):
    """People to tick."""

    def label_from_instance(self, obj: User) -> str:
        """The address that the message goes to."""
        return obj.email


class ScheduleForm(forms.Form):
    """What a report is called, when it is sent and to whom."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The subject of the message."))
    cadence = forms.ChoiceField(label=_("Sent"), choices=ReportSchedule.Cadence.choices)
    hour = forms.TypedChoiceField(
        label=_("At"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        help_text=_("On the account's clock."),
    )
    recipients = ReadersField(
        queryset=User.objects.none(),
        label=_("To"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members who may see reports; who may no longer gets no more."),
    )

    def __init__(self, data: Any, *, schedule: ReportSchedule, person: User) -> None:
        """With the schedule's values, or those of a new one that goes to whoever makes it."""
        new = schedule.pk is None
        initial = {
            "name": schedule.name,
            "cadence": schedule.cadence or ReportSchedule.Cadence.WEEKLY,
            "hour": schedule.hour,
            "recipients": [person.pk] if new else list(schedule.recipients.values_list("pk", flat=True)),
        }
        super().__init__(data, initial=initial, label_suffix="")
        field = self.fields["recipients"]
        if isinstance(field, ReadersField):
            field.queryset = User.objects.filter(pk__in=[user.pk for user in readers()]).order_by("email")
