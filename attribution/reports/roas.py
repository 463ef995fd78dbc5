"""Return on ad spend and cost per acquisition, by any dimension and credit rule, with the doubt shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from attribution.models import AdSpend
from attribution.reports.dimensions import DIMENSIONS, OF_SPEND, UNATTRIBUTED
from attribution.reports.interval import value_intervals
from attribution.reports.report import Question, Report
from attribution.reports.statement import LEAST, Asked, Credited
from compliance.tables import Cell

TOTAL = "Total"
PAID = "Paid"


@dataclass(slots=True)
class Line:
    """One row: money in the account's currency, calls and conversions as probability mass. None: cannot be told.

    `roas` = value / cost, `cpa` = cost / conversions; `roas_low` to `roas_high` covers 90 %.
    """

    key: str
    cost: float | None = 0.0
    visits: int = 0
    calls: float = 0.0
    conversions: float = 0.0
    value: float = 0.0
    value_low: float | None = None
    value_high: float | None = None
    conversions_low: float | None = None
    conversions_high: float | None = None
    variance: float = 0.0
    largest: float = 0.0
    conversions_variance: float = 0.0

    @property
    def roas(self) -> float | None:
        """Value per unit of cost."""
        return self.value / self.cost if self.cost else None

    @property
    def roas_low(self) -> float | None:
        """Lower end of the 90 % interval."""
        return self.value_low / self.cost if self.cost and self.value_low is not None else None

    @property
    def roas_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self.value_high / self.cost if self.cost and self.value_high is not None else None

    @property
    def cpa(self) -> float | None:
        """Cost per conversion."""
        return self.cost / self.conversions if self.cost and self.conversions else None

    @property
    def cpa_low(self) -> float | None:
        """Lower end of the 90 % interval: with as many conversions as there may have been."""
        return self.cost / self.conversions_high if self.cost and self.conversions_high else None

    @property
    def cpa_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self.cost / self.conversions_low if self.cost and self.conversions_low else None


@dataclass(frozen=True, slots=True)
class Roas:
    """The report: lines by falling value, "Unattributed" among them, and the total they add up to.

    `paid`: the lines that cost something, together; its ROAS and CPA compare value and cost of the same channels.
    `paid_days`: their conversions and value by day.
    """

    lines: list[Line]
    total: Line
    paid: Line
    paid_days: Mapping[date, tuple[float, float]] = field(default_factory=dict)


def roas(question: Question, *, visits: bool = True, unattributed: bool = True) -> Roas:
    """The report for the account in scope, in a fixed number of queries. Raises ValueError, UnknownMember.

    `visits` False leaves them uncounted; `unattributed` False leaves that line out, and with it out of the total.
    """
    if question.by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(DIMENSIONS)}")
    asked = Asked(question)
    lines: dict[str, Line] = {}

    def line(key: str) -> Line:
        return lines.setdefault(key, Line(key))

    for key, count in asked.visited() if visits else ():
        line(key).visits += count
    _add_cost(question, line)
    whole = None if question.within or not unattributed else asked.told()
    given = asked.credited()
    _add_credit(given, whole, line)
    total = _total(whole, list(lines.values()))
    ordered = sorted(
        lines.values(), key=lambda one: (one.key == UNATTRIBUTED, -one.value, -(one.cost or 0), one.key)
    )
    paid = _summed(PAID, [one for one in ordered if one.cost and one.key != UNATTRIBUTED])
    _doubt([*ordered, total, paid])
    return Roas(ordered, total, paid, _by_day(given, {one.key for one in ordered if one.cost}))


def _by_day(given: list[Credited], keys: set[str]) -> dict[date, tuple[float, float]]:
    days: dict[date, tuple[float, float]] = {}
    for share in given:
        if share.day is not None and share.key in keys:
            conversions, value = days.get(share.day, (0.0, 0.0))
            days[share.day] = conversions + share.conversions, value + share.value
    return days


def _add_cost(question: Question, line: Callable[[str], Line]) -> None:
    spends = AdSpend.objects.filter(date__gte=question.start, date__lte=question.end)
    names = ("source", "medium", "campaign", "keyword")
    for row in spends.order_by().values(*names).annotate(cost=Sum("cost_micros")):
        spend = AdSpend(**{name: row[name] for name in names})
        if question.within and OF_SPEND[question.within[0]](spend) != question.within[1]:
            continue
        key = OF_SPEND[question.by](spend)
        target = line(key if key is not None else UNATTRIBUTED)
        target.cost = (target.cost or 0.0) + row["cost"] / 1e6


def _add_credit(given: list[Credited], whole: Credited | None, line: Callable[[str], Line]) -> None:
    """Shares per line; what no candidate explains is "Unattributed", which a part of the whole has none of."""
    for share in given:
        _fill(line(share.key), share)
    if whole is None:
        return
    calls = whole.calls - sum(share.calls for share in given)
    conversions = whole.conversions - sum(share.conversions for share in given)
    value = whole.value - sum(share.value for share in given)
    if max(calls, conversions, value) > LEAST:
        rest = line(UNATTRIBUTED)
        rest.calls, rest.conversions, rest.value = max(0.0, calls), max(0.0, conversions), max(0.0, value)


def _fill(line: Line, share: Credited) -> None:
    line.calls += share.calls
    line.conversions += share.conversions
    line.value += share.value
    line.variance += share.variance
    line.largest = max(line.largest, share.largest)
    line.conversions_variance += share.conversions_variance


def _doubt(lines: list[Line]) -> None:
    """Gives every line with something its intervals; a conversion is one of its call's at most."""
    values = value_intervals([(line.value, line.variance, line.largest) for line in lines])
    counts = value_intervals([(line.conversions, line.conversions_variance, 1.0) for line in lines])
    for line, value, count in zip(lines, values, counts, strict=True):
        if line.value > 0 and line.key != UNATTRIBUTED:
            line.value_low, line.value_high = value
        if line.conversions > 0 and line.key != UNATTRIBUTED:
            line.conversions_low, line.conversions_high = count


def _total(whole: Credited | None, lines: list[Line]) -> Line:
    """The sum; its interval knows only the chance in which calls came, for which visit they came does not matter."""
    total = _summed(TOTAL, lines)
    if whole is not None:
        total.variance, total.largest = whole.variance, whole.largest
        total.conversions_variance = whole.conversions_variance
    return total


def _summed(key: str, lines: list[Line]) -> Line:
    """The sum of the lines, taken as independent of one another."""
    return Line(
        key,
        cost=sum(line.cost or 0.0 for line in lines),
        visits=sum(line.visits for line in lines),
        calls=sum(line.calls for line in lines),
        conversions=sum(line.conversions for line in lines),
        value=sum(line.value for line in lines),
        variance=sum(line.variance for line in lines),
        largest=max((line.largest for line in lines), default=0.0),
        conversions_variance=sum(line.conversions_variance for line in lines),
    )


class RoasReport(Report):
    """`report roas`."""

    key = "roas"
    columns = (
        "by",
        "cost",
        "visits",
        "calls",
        "conversions",
        "value",
        "cpa",
        "roas",
        "roas_low",
        "roas_high",
    )
    dimensions = DIMENSIONS

    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """One row per line, the total last."""
        found = roas(question)
        return [
            {"by": line.key, **{name: getattr(line, name) for name in self.columns[1:]}}
            for line in (*found.lines, found.total)
        ]
