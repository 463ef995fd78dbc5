"""Counts per day of the account: what the rates of a period, of the one before and their small lines are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from analytics.models import CallIndex
from analytics.overview.rates import Rate
from analytics.summaries import definitions
from attribution.costs.totals import spent_by
from attribution.reports.period import Period, instants

# Names of their own: an annotation hides the column of the same name from those after it.
COUNTS = {
    "day_calls": Count("pk"),
    "day_offered": Count("pk", filter=~definitions.SHORT_ABANDON),
    "day_answered": Count("pk", filter=definitions.ANSWERED & ~definitions.SHORT_ABANDON),
    "day_leads": Count("pk", filter=definitions.LEAD),
    "day_known": Count("pk", filter=definitions.LEAD & definitions.OUTCOME_KNOWN),
    "day_closed": Count("pk", filter=definitions.LEAD & definitions.CLOSED),
    "day_scorable": Count("pk", filter=definitions.SCORABLE),
    "day_scored": Count("pk", filter=definitions.SCORABLE & definitions.SCORED),
    "day_conversions": Sum("conversions", default=0),
    "day_value": Sum("value", default=0),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day's calls from customers without spam; money in the account's currency."""

    calls: int = 0
    offered: int = 0
    answered: int = 0
    leads: int = 0
    known: int = 0
    closed: int = 0
    scorable: int = 0
    scored: int = 0
    conversions: int = 0
    value: float = 0.0
    cost: float = 0.0

    @property
    def answer_rate(self) -> Rate:
        """Answered by a person, of those who did not hang up at once."""
        return Rate(self.answered, self.offered)

    @property
    def close_rate(self) -> Rate:
        """Won, of the leads whose outcome is known."""
        return Rate(self.closed, self.known)

    @property
    def coverage(self) -> Rate:
        """Scored, of the conversations there are words of."""
        return Rate(self.scored, self.scorable)

    def __add__(self, other: "Day") -> "Day":
        return Day(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def days(period: Period, zone: str) -> tuple[list[Day], list[Day]]:
    """Every day of the period, and of the one before; two queries."""
    start, end = instants(Period("", period.previous_start, period.end, "none"))
    rows = CallIndex.objects.filter(definitions.OFFERED, start_time__gte=start, start_time__lt=end)
    by_day = rows.order_by().values(day=TruncDate("start_time", tzinfo=ZoneInfo(zone))).annotate(**COUNTS)
    found = {row["day"]: _counts(row) for row in by_day}
    costs = _costs(period)

    def every_day(first: date) -> list[Day]:
        dates = (first + timedelta(days=n) for n in range(period.days))
        return [Day(**found.get(day, {}), cost=costs.get(day, 0.0)) for day in dates]

    return every_day(period.start), every_day(period.previous_start)


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name.removeprefix("day_"): value for name, value in row.items() if name != "day"}
    return {**counts, "value": float(counts["value"])}


def whole(some: Iterable[Day]) -> Day:
    """The days together."""
    return reduce(Day.__add__, some, Day())


def _costs(period: Period) -> dict[date, float]:
    found = spent_by(("date",), period.previous_start, period.end)
    return {day: cost for (day,), cost in found.items()}
