"""The period and the question of a report page, from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.report import Question
from compliance import days
from compliance.registry import members

DAYS = {"today": 1, "7": 7, "30": 30, "90": 90}
MONTHS = ("month", "last-month")
DEFAULT = "30"
LONGEST = 732


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the account (both included). `key`: one of DAYS or MONTHS, or "custom"; `compare`: "previous" or "none"."""

    key: str
    start: date
    end: date
    compare: str

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1

    @property
    def previous_start(self) -> date:
        """First day of the period before."""
        return self.start - timedelta(days=self.days)

    @property
    def previous_end(self) -> date:
        """Last day of the period before."""
        return self.start - timedelta(days=1)


def read_period(query: Mapping[str, str], zone: str) -> Period:
    """`period`, or `from` and `to`; what cannot be read falls back to 30 days. `compare=none` switches comparison off."""
    today = datetime.now(ZoneInfo(zone)).date()
    start, end, key = _custom(query) or _recent(query.get("period", DEFAULT), today)
    compare = "none" if query.get("compare") == "none" else "previous"
    return Period(key, start, end, compare)


def read_question(query: Mapping[str, str], zone: str) -> tuple[Question, Period]:
    """The question and the period it is about; what cannot be read falls back to a default."""
    period = read_period(query, zone)
    by, rule = query.get("by", ""), query.get("rule", "")
    rules = members("CREDIT_RULES", CreditRule)
    within, value = query.get("within", ""), query.get("value", "")
    question = Question(
        period.start,
        period.end,
        by if by in DIMENSIONS else DIMENSIONS[0],
        rule if rule in rules else "last",
        (within, value) if within in DIMENSIONS and value else None,
    )
    return question, period


def instants(question: Question | Period) -> tuple[datetime, datetime]:
    """First instant of the first day and first instant after the last, in the account's time zone."""
    return days.instants(question.start, question.end)


def _custom(query: Mapping[str, str]) -> tuple[date, date, str] | None:
    if query.get("period", "custom") != "custom":
        return None
    start, end = days.read_day(query.get("from", "")), days.read_day(query.get("to", ""))
    if start is None or end is None:
        return None
    start, end = min(start, end), max(start, end)
    return max(start, end - timedelta(days=LONGEST)), end, "custom"


def _recent(period: str, today: date) -> tuple[date, date, str]:
    if period in MONTHS:
        first = today.replace(day=1)
        if period == "month":
            return first, today, period
        last = first - timedelta(days=1)
        return last.replace(day=1), last, period
    period = period if period in DAYS else DEFAULT
    return today - timedelta(days=DAYS[period] - 1), today, period
