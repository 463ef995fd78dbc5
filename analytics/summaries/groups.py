"""Totals of calls, whole or by one of their properties."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from analytics.models import CallIndex
from analytics.summaries.definitions import ANSWERED, LEAD, MISSED, NONE, UNSURE_KEY
from calls.models import Agent, PhoneNumber

# What calls can be grouped by -> the index column; times of day are the account's.
COLUMNS: Mapping[str, str] = {
    "campaign": "campaign",
    "source": "source",
    "medium": "medium",
    "channel": "channel",
    "keyword": "keyword",
    "landing_page": "landing_page",
    "agent": "agent_id",
    "phone_number": "phone_number_id",
    "intent": "intent",
    "outcome": "outcome",
    "sentiment": "sentiment",
    "lead_status": "lead_status",
    "answered": "answered",
    "first_call": "first_call",
}
TIMES = ("hour", "weekday")
JUDGED = ("intent", "outcome")
GROUPINGS = (*COLUMNS, *TIMES)
METRICS: Mapping[str, Any] = {
    "total_calls": Count("pk"),
    "answered_calls": Count("pk", filter=ANSWERED),
    "missed_calls": Count("pk", filter=MISSED),
    "first_time_callers": Count("pk", filter=Q(first_call=True)),
    "leads": Count("pk", filter=LEAD),
    "conversions": Sum("conversions", default=0),
    "value": Sum("value", default=Decimal(0)),
    "average_duration": Avg("duration"),
    "average_score": Avg("score"),
}


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of calls, money in the account's currency, averages in seconds and points (None: nothing to average)."""

    total_calls: int
    answered_calls: int
    missed_calls: int
    first_time_callers: int
    leads: int
    conversions: int
    value: Decimal
    average_duration: float | None
    average_score: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The totals of the calls that share `key`, which the filter of the same name takes, and its name."""

    key: str
    name: str
    totals: Totals


def totals(rows: QuerySet[CallIndex]) -> Totals:
    """Of all rows, in one query."""
    return Totals(**rows.aggregate(**METRICS))


def grouped(rows: QuerySet[CallIndex], by: str, zone: str) -> list[Group]:
    """A group per value of `by`, the largest first; two queries at most. Raises KeyError for an unknown grouping."""
    key = grouping(by, zone)
    lines: list[dict[str, Any]] = [dict(row) for row in rows.order_by().values(group=key).annotate(**METRICS)]
    keys = [line.pop("group") for line in lines]
    names = _names(by, keys)
    groups = [
        Group(text_of(key), names.get(key, text_of(key)), Totals(**line))
        for key, line in zip(keys, lines, strict=True)
    ]
    return sorted(groups, key=lambda group: (-group.totals.total_calls, group.name))


def grouping(by: str, zone: str) -> Combinable:
    """The expression that rows are grouped by. Raises KeyError."""
    if by == "hour":
        return ExtractHour("start_time", tzinfo=ZoneInfo(zone))
    if by == "weekday":
        return ExtractIsoWeekDay("start_time", tzinfo=ZoneInfo(zone))
    column = COLUMNS[by]
    if by in JUDGED:
        unsure = When(**{f"{by}_unsure": True, "then": Value(UNSURE_KEY)})
        return Case(unsure, When(**{by: "", "then": Value(NONE)}), default=F(column))
    return F(column)


def text_of(key: Any) -> str:
    """A group's key as the filter of the same name takes it; NONE for calls without any."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return NONE if key in (None, "") else str(key)


def _names(by: str, keys: list[Any]) -> dict[Any, str]:
    if by == "agent":
        return dict(Agent.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
    if by == "phone_number":
        rows = PhoneNumber.objects.filter(pk__in=[key for key in keys if key])
        return dict(rows.values_list("pk", "number"))
    return {}
