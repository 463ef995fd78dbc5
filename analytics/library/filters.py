"""The filters of the calls list, of totals and of the API: one set, one meaning."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget

from analytics.labels.services import label_names
from analytics.library.filters_redaction import RedactionFilters
from analytics.library.queries import said
from analytics.models import CallIndex
from analytics.summaries import definitions
from analytics.summaries.definitions import NONE, UNSURE_KEY
from analytics.summaries.index import refresh
from analytics.waste import reasons
from attribution.models import Delivery
from calls.models import Call
from compliance.api.filters import DayFilter
from compliance.days import midnight
from compliance.models import Account
from compliance.phones import e164
from compliance.tenancy import require_account_id
from compliance.texts import read_id

# Names of conditions with a definition of their own; true and false are each other's opposite.
CONDITIONS = {
    "offered": definitions.OFFERED,
    "reached": definitions.ANSWERED,
    "missed": definitions.MISSED,
    "lead": definitions.LEAD,
    "outcome_known": definitions.OUTCOME_KNOWN,
    "closed": definitions.CLOSED,
    "converted": definitions.CONVERTED,
    "scorable": definitions.SCORABLE,
    "short_abandon": definitions.SHORT_ABANDON,
    "unsure": definitions.UNSURE,
}


class YesNo(BooleanWidget):
    """Yes, no, or any."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]


def _labels(dimension: str) -> list[tuple[str, Any]]:
    return [*label_names(dimension).items(), (UNSURE_KEY, _("Unsure")), (NONE, _("Not classified"))]


def _text(label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(method="filter_text", label=label)


def _yes_no(label: Any, method: str | None = None) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(method=method or "filter_flag", label=label, widget=YesNo)


def _from(label: Any) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(method="filter_least", label=label)


def _to(label: Any) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(method="filter_most", label=label)


def _choice(label: Any, choices: Any, method: str = "filter_text") -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(method=method, choices=choices, label=label, empty_label=_("Any"))


class CallFilters(RedactionFilters):
    """Over index rows. Days are those of the account's time zone, both included; text is compared exactly, and NONE finds
    calls without any.
    """

    start_date = DayFilter(method="filter_start", label=_("From"))
    end_date = DayFilter(method="filter_end", label=_("To"))
    search = django_filters.CharFilter(
        method="filter_search", label=_("Words said"), help_text=_("Words of the call, or a phone number.")
    )
    campaign = _text(_("Campaign"))
    source = _text(_("Source"))
    medium = _text(_("Medium"))
    channel = _text(_("Channel"))
    keyword = _text(_("Keyword"))
    landing_page = _text(_("Landing page"))
    agent = _text(_("Agent"))
    phone_number = _text(_("Number called"))
    intent = _choice(_("Intent"), lambda: _labels("intent"), "filter_verdict")
    outcome = _choice(_("Outcome"), lambda: _labels("outcome"), "filter_verdict")
    sentiment = _text(_("Sentiment"))
    lead_status = _choice(_("Lead status"), Call.LeadStatus.choices)
    processing = _choice(_("Processing"), Call.Processing.choices)
    direction = _choice(_("Direction"), Call.Direction.choices)
    delivery_state = _choice(_("Delivery"), [*Delivery.State.choices, (NONE, _("No delivery"))])
    answered = _yes_no(_("Answered"))
    first_call = _yes_no(_("First call"))
    transcribed = _yes_no(_("Transcribed"))
    scored = _yes_no(_("Scored"))
    critical_failed = _yes_no(_("Critical question failed"))
    min_duration = _from(_("Seconds, at least"))
    max_duration = _to(_("Seconds, at most"))
    min_score = _from(_("Score, at least"))
    max_score = _to(_("Score, at most"))
    tag = django_filters.CharFilter(method="filter_tag", label=_("Tag"))
    hour = django_filters.NumberFilter(
        method="filter_hour", label=_("Hour of the day"), min_value=0, max_value=23
    )
    weekday = django_filters.NumberFilter(
        method="filter_weekday",
        label=_("Day of the week"),
        help_text=_("1 is Monday"),
        min_value=1,
        max_value=7,
    )
    offered = _yes_no(_("From a customer, no spam"), "filter_condition")
    reached = _yes_no(_("Answered by a person"), "filter_condition")
    missed = _yes_no(_("Missed"), "filter_condition")
    short_abandon = _yes_no(_("Hung up at once"), "filter_condition")
    lead = _yes_no(_("Lead"), "filter_condition")
    outcome_known = _yes_no(_("Outcome known"), "filter_condition")
    closed = _yes_no(_("Closed"), "filter_condition")
    converted = _yes_no(_("Converted"), "filter_condition")
    scorable = _yes_no(_("Could be scored"), "filter_condition")
    queue = _text(_("Queue"))
    waste = _choice(
        _("Wasted"), [(reasons.ANY, _("For any reason")), *reasons.REASONS.items()], "filter_waste"
    )
    counted_waste = _choice(_("Wasted, counted as"), list(reasons.REASONS.items()), "filter_waste")
    max_wait = django_filters.NumberFilter(
        method="filter_none",
        label=_("Seconds of a long wait"),
        help_text=_("For both kinds of wasted; 60 unless said."),
        min_value=1,
        max_value=reasons.LONGEST_WAIT,
    )
    unsure = _yes_no(_("Waits for a person's verdict"), "filter_condition")

    class Meta:
        model = CallIndex
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[CallIndex]) -> QuerySet[CallIndex]:
        """Narrows the rows, after the index was brought in step with what changed."""
        refresh()
        narrowed: QuerySet[CallIndex] = super().filter_queryset(queryset)
        return narrowed

    def filter_start(self, rows: QuerySet[CallIndex], name: str, value: date) -> QuerySet[CallIndex]:
        """From the beginning of the day."""
        return rows.filter(start_time__gte=midnight(value))

    def filter_end(self, rows: QuerySet[CallIndex], name: str, value: date) -> QuerySet[CallIndex]:
        """Until the end of the day."""
        return rows.filter(start_time__lt=midnight(value + timedelta(days=1)))

    def filter_text(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """With exactly this value; ids of agents and numbers are digits, anything else finds nothing."""
        if name == "queue":
            name = "phone_number__destination"
        if name in ("agent", "phone_number", "phone_number__destination"):
            if value == NONE:
                return rows.filter(**{name: None})
            pk = read_id(value)
            return rows.none() if pk is None else rows.filter(**{name: pk})
        return rows.filter(**{name: "" if value == NONE else value})

    def filter_verdict(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """With this verdict; UNSURE_KEY finds those where the machine abstained."""
        if value == UNSURE_KEY:
            return rows.filter(**{f"{name}_unsure": True})
        label = "" if value == NONE else value
        return rows.filter(**{name: label, f"{name}_unsure": False})

    def filter_flag(self, rows: QuerySet[CallIndex], name: str, value: bool) -> QuerySet[CallIndex]:
        """With the fact known to be so; unknown is neither."""
        return rows.filter(**{name: value})

    def filter_condition(self, rows: QuerySet[CallIndex], name: str, value: bool) -> QuerySet[CallIndex]:
        """Meeting one of `analytics.summaries.definitions`, or not."""
        condition = CONDITIONS[name]
        return rows.filter(condition) if value else rows.exclude(condition)

    def filter_least(self, rows: QuerySet[CallIndex], name: str, value: float) -> QuerySet[CallIndex]:
        """At least so much."""
        return rows.filter(**{f"{name.removeprefix('min_')}__gte": value})

    def filter_most(self, rows: QuerySet[CallIndex], name: str, value: float) -> QuerySet[CallIndex]:
        """At most so much."""
        return rows.filter(**{f"{name.removeprefix('max_')}__lte": value})

    def filter_waste(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """Whose cost was wasted for the reason, or counted under it, as the report on wasted spend has it."""
        wait = int(self.form.cleaned_data.get("max_wait") or reasons.WAIT_SECONDS)
        condition = reasons.condition if name == "waste" else reasons.first_condition
        return rows.filter(condition(value, wait))

    def filter_none(self, rows: QuerySet[CallIndex], name: str, value: float) -> QuerySet[CallIndex]:
        """All: it only says what another filter means."""
        return rows

    def filter_tag(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """With the tag."""
        tagged = Call.tags.through.objects.filter(tag__name=value, tag__account=require_account_id())
        return rows.filter(pk__in=tagged.values("call_id"))

    def filter_hour(self, rows: QuerySet[CallIndex], name: str, value: Any) -> QuerySet[CallIndex]:
        """Begun in this hour of the account's day."""
        hour = ExtractHour("start_time", tzinfo=ZoneInfo(_account().time_zone))
        return rows.filter(Exact(hour, int(value)))

    def filter_weekday(self, rows: QuerySet[CallIndex], name: str, value: Any) -> QuerySet[CallIndex]:
        """Begun on this day of the account's week."""
        day = ExtractIsoWeekDay("start_time", tzinfo=ZoneInfo(_account().time_zone))
        return rows.filter(Exact(day, int(value)))

    def filter_search(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """From or to a number, or with the words anywhere in the call; quotes, `or` and `-` as in a web search."""
        number = e164(value, _account().country) if sum(c.isdigit() for c in value) >= 7 else ""
        if number:
            return rows.filter(Q(customer_phone_number=number) | Q(call__tracking_phone_number=number))
        return rows.filter(words=said(value))


def _account() -> Account:
    return Account.objects.get(pk=require_account_id())
