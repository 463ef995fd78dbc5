"""The report: what calls without use cost, by reason and by campaign, hour, weekday, agent or queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from analytics.overview.rates import Rate
from analytics.summaries.index import refresh
from analytics.waste.reasons import REASONS, WAIT_SECONDS
from analytics.waste.sums import KEYS, Amount, Found, Sums, read_sums
from attribution.reports.report import Question
from calls.models import Agent, Destination

DIMENSIONS = tuple(KEYS)
RULE = "last"
HOURS = 24
NOBODY = ""


@dataclass(frozen=True)
class Line:
    """One line; money in the account's currency, calls as probability mass. `counted`: each call under the first reason
    that applies, so they add up; `having`: all calls of the reason. `key`: None for the total, "" where nobody is known.
    """

    key: str | None
    label: str
    sums: Sums

    @property
    def calls(self) -> float:
        """All inbound calls of the line."""
        return self.sums.calls.calls

    @property
    def cost(self) -> float:
        """What they cost."""
        return self.sums.calls.cost

    @cached_property
    def wasted(self) -> Amount:
        """The calls with any reason."""
        return Amount(sum(one.calls for one in self.sums.counted), sum(one.cost for one in self.sums.counted))

    @property
    def counted(self) -> Mapping[str, Amount]:
        """Reason -> the calls counted under it."""
        return dict(zip(REASONS, self.sums.counted, strict=True))

    @property
    def having(self) -> Mapping[str, Amount]:
        """Reason -> all calls it applies to."""
        return dict(zip(REASONS, self.sums.having, strict=True))

    @cached_property
    def share(self) -> Rate:
        """Wasted calls, of all calls of the line."""
        return Rate(min(self.wasted.calls, self.calls), self.calls)


@dataclass(frozen=True, slots=True)
class Waste:
    """Lines by falling wasted cost (hours and weekdays in their order), the hours of the day, and the whole.

    `spend`: all of the period's; what is on no call is the part of campaigns that brought none.
    """

    lines: list[Line]
    hours: list[Line]
    total: Line
    spend: float

    @property
    def on_no_call(self) -> float:
        """Spend of campaigns that no call came from."""
        return max(0.0, self.spend - self.total.cost)


def waste(question: Question, wait_seconds: int = WAIT_SECONDS) -> Waste:
    """The report of the account in scope. Raises ValueError: unknown dimension, a rule other than last touch."""
    if question.by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(DIMENSIONS)}")
    if question.rule != RULE:
        raise ValueError(f"wasted spend is by the rule {RULE!r} only")
    refresh()
    found = read_sums(question, wait_seconds)
    names = _names(question.by)
    lines = [Line(key, _label(question.by, key, names), sums) for key, sums in found.lines.items()]
    lines = [line for line in lines if line.calls > 1e-9]
    if question.by in ("hour", "weekday"):
        lines.sort(key=lambda line: int(line.key or 0))
    else:
        lines.sort(key=lambda line: (-line.wasted.cost, -line.wasted.calls, line.label))
    return Waste(lines, _hours(found), Line(None, _("Total"), found.whole), found.spend)


def _hours(found: Found) -> list[Line]:
    none = Amount(0.0, 0.0)
    empty = Sums(none, (none,) * len(REASONS), (none,) * len(REASONS))
    return [Line(str(n), hour_name(n), found.hours.get(n, empty)) for n in range(HOURS)]


def hour_name(hour: int) -> str:
    """An hour of the day as 09:00."""
    return f"{hour:02d}:00"


def _names(by: str) -> dict[str, str]:
    if by == "agent":
        return {str(pk): name for pk, name in Agent.objects.values_list("pk", "name")}
    if by == "queue":
        return {str(pk): name for pk, name in Destination.objects.values_list("pk", "name")}
    return {}


def _label(by: str, key: str, names: Mapping[str, str]) -> str:
    if by == "hour":
        return hour_name(int(key))
    if by == "weekday":
        return str(WEEKDAYS[int(key) - 1])
    if by in ("agent", "queue"):
        nobody = _("No agent known") if by == "agent" else _("No queue known")
        return nobody if key == NOBODY else names.get(key, key)
    return key
