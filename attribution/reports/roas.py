"""Return on ad spend and cost per acquisition, by any dimension and credit rule, with the doubt shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Sum

from attribution.models import AdSpend
from attribution.reports.dimensions import DIMENSIONS, OF_SPEND, UNATTRIBUTED
from attribution.reports.interval import value_interval
from attribution.reports.report import Question, Report
from attribution.reports.statement import LEAST, Asked
from compliance.tables import Cell

TOTAL = "Total"


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


@dataclass(frozen=True, slots=True)
class Roas:
    """The report: lines by falling value, "Unattributed" among them, and the total they add up to."""

    lines: list[Line]
    total: Line


def roas(question: Question) -> Roas:
    """The report for the account in scope, in a fixed number of queries. Raises ValueError, UnknownMember."""
    if question.by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(DIMENSIONS)}")
    asked = Asked(question)
    lines: dict[str, Line] = {}

    def line(key: str) -> Line:
        return lines.setdefault(key, Line(key))

    for key, visits in asked.visited():
        line(key).visits += visits
    _add_cost(question, line)
    whole = None if question.within else asked.told()
    _add_credit(asked.credited(), whole, line)
    total = _total(whole, list(lines.values()))
    ordered = sorted(
        lines.values(), key=lambda one: (one.key == UNATTRIBUTED, -one.value, -(one.cost or 0), one.key)
    )
    return Roas(ordered, total)


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


Whole = tuple[float, float, float, float, float]


def _add_credit(
    given: list[tuple[str, float, float, float, float, float]],
    whole: Whole | None,
    line: Callable[[str], Line],
) -> None:
    """Shares per line; what no candidate explains is "Unattributed", which a part of the whole has none of."""
    for key, calls, conversions, value, variance, largest in given:
        one = line(key)
        one.calls, one.conversions, one.value = calls, conversions, value
        if value > 0:
            one.value_low, one.value_high = value_interval(value, variance, largest)
    if whole is None:
        return
    left = [all_of_it - sum(given_to) for all_of_it, given_to in zip(whole, _columns(given), strict=False)]
    if max(left) > LEAST:
        rest = line(UNATTRIBUTED)
        rest.calls, rest.conversions, rest.value = (max(0.0, part) for part in left)


def _columns(given: list[tuple[str, float, float, float, float, float]]) -> list[list[float]]:
    return [[row[1] for row in given], [row[2] for row in given], [row[3] for row in given]]


def _total(whole: Whole | None, lines: list[Line]) -> Line:
    """The sum; its interval knows only the chance in which calls came, for which visit they came does not matter."""
    total = Line(
        TOTAL,
        cost=sum(line.cost or 0.0 for line in lines),
        visits=sum(line.visits for line in lines),
        calls=sum(line.calls for line in lines),
        conversions=sum(line.conversions for line in lines),
        value=sum(line.value for line in lines),
    )
    if whole is not None and total.value > 0:
        _, _, value, variance, largest = whole
        total.value_low, total.value_high = value_interval(value, variance, largest)
    return total


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
