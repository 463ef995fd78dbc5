"""Return on ad spend and cost per acquisition, by any dimension and credit rule, with the doubt shown."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attribution.credit.rule import CreditRule
from attribution.models import AdSpend, Visit
from attribution.reports.dimensions import DIMENSIONS, OF_SPEND, OF_VISIT, UNATTRIBUTED
from attribution.reports.interval import value_intervals
from attribution.reports.journeys import Told, shares, told_calls
from attribution.reports.report import Question, Report
from compliance.models import Account
from compliance.registry import member
from compliance.tables import Cell
from compliance.tenancy import require_account_id

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
    """The report for the account in scope, in eight queries whatever its size. Raises ValueError, UnknownMember."""
    if question.by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(DIMENSIONS)}")
    rule = member("CREDIT_RULES", CreditRule, question.rule)()
    start, end = instants(question)
    lines: dict[str, Line] = {}

    def line(key: str) -> Line:
        return lines.setdefault(key, Line(key))

    for visit in Visit.objects.filter(started_at__gte=start, started_at__lt=end):
        line(OF_VISIT[question.by](visit)).visits += 1
    _add_cost(question, line)
    _add_credit(question, rule, start, end, line)
    ordered = sorted(
        lines.values(), key=lambda one: (one.key == UNATTRIBUTED, -one.value, -(one.cost or 0), one.key)
    )
    return Roas(ordered, _total(ordered))


def instants(question: Question) -> tuple[datetime, datetime]:
    """First instant of the first day and first instant after the last, in the account's time zone."""
    zone = ZoneInfo(Account.objects.get(pk=require_account_id()).time_zone)
    start = datetime.combine(question.start, datetime.min.time(), zone)
    return start, datetime.combine(question.end + timedelta(days=1), datetime.min.time(), zone)


def _add_cost(question: Question, line: Callable[[str], Line]) -> None:
    for spend in AdSpend.objects.filter(date__gte=question.start, date__lte=question.end):
        key = OF_SPEND[question.by](spend)
        target = line(key if key is not None else UNATTRIBUTED)
        target.cost = (target.cost or 0.0) + spend.cost_micros / 1e6


def _add_credit(
    question: Question, rule: CreditRule, start: datetime, end: datetime, line: Callable[[str], Line]
) -> None:
    calls = told_calls(start, end)
    given = list(shares(calls, rule, OF_VISIT[question.by]))
    left: dict[int, float] = defaultdict(lambda: 1.0)
    for share in given:
        _credit(line(share.key), calls[share.call], share.probability * share.weight)
        left[share.call] -= share.probability * share.weight
    for n, told in enumerate(calls):
        if left[n] > 1e-9:
            _credit(line(UNATTRIBUTED), told, left[n])
    for key, (low, high) in value_intervals(calls, given).items():
        line(key).value_low, line(key).value_high = low, high


def _credit(line: Line, told: Told, mass: float) -> None:
    line.calls += mass * told.counted
    line.conversions += mass * told.conversions
    line.value += mass * told.value


def _total(lines: list[Line]) -> Line:
    return Line(
        TOTAL,
        cost=sum(line.cost or 0.0 for line in lines),
        visits=sum(line.visits for line in lines),
        calls=sum(line.calls for line in lines),
        conversions=sum(line.conversions for line in lines),
        value=sum(line.value for line in lines),
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
