"""The period and the question of a report page, from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS, OF_CALL, WITHIN
from attribution.reports.report import Question, channels_only
from compliance import days
from compliance.registry import members

DAYS = {"today": 1, "7": 7, "30": 30, "90": 90}
MONTHS = ("month", "last-month")
DEFAULT = "30"
LONGEST = 732


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the account (both included). `key`: one of DAYS or MONTHS, or "custom"; `compare`: "previous", "none", or
    "custom" with the other days in `other`.
    """

    key: str
    start: date
    end: date
    compare: str
    other: tuple[date, date] | None = None

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1

    @property
    def previous_start(self) -> date:
        """First day of the period before, or of the one compared with."""
        return self.other[0] if self.other else self.start - timedelta(days=self.days)

    @property
    def previous_end(self) -> date:
        """Last day of the period before, or of the one compared with."""
        return self.other[1] if self.other else self.start - timedelta(days=1)


def read_period(query: Mapping[str, str], zone: str) -> Period:
    """`period`, or `from` and `to`; what cannot be read falls back to 30 days. `compare=none` switches comparison off,
    `compare=custom` asks for the days `from2` to `to2`.
    """
    today = datetime.now(ZoneInfo(zone)).date()
    start, end, key = _custom(query) or _recent(query.get("period", DEFAULT), today)
    other = _days(query, "from2", "to2") if query.get("compare") == "custom" else None
    compare = "custom" if other else "none" if query.get("compare") == "none" else "previous"
    return Period(key, start, end, compare, other)


def read_question(query: Mapping[str, str], zone: str) -> tuple[Question, Period]:
    """The question and the period it is about; what cannot be read falls back to a default.

    Where `rule` or `against` knows channels alone, the question is by channel and of the whole; by what is known of a call
    alone it is of the whole too.
    """
    period = read_period(query, zone)
    by, rule = query.get("by", ""), query.get("rule", "")
    rules = members("CREDIT_RULES", CreditRule)
    within, value = query.get("within", ""), query.get("value", "")
    rule = rule if rule in rules else "last"
    part = (within, value) if within in WITHIN and value else None
    if any(channels_only(one) for one in (rule, query.get("against", "")) if one in rules):
        by, part = "channel", None
    if by in OF_CALL:
        part = None
    return Question(period.start, period.end, by if by in DIMENSIONS else DIMENSIONS[0], rule, part), period


def instants(question: Question | Period) -> tuple[datetime, datetime]:
    """First instant of the first day and first instant after the last, in the account's time zone."""
    return days.instants(question.start, question.end)


def _custom(query: Mapping[str, str]) -> tuple[date, date, str] | None:
    if query.get("period", "custom") != "custom":
        return None
    found = _days(query, "from", "to")
    return None if found is None else (*found, "custom")


def _days(query: Mapping[str, str], first: str, last: str) -> tuple[date, date] | None:
    start, end = days.read_day(query.get(first, "")), days.read_day(query.get(last, ""))
    if start is None or end is None:
        return None
    start, end = min(start, end), max(start, end)
    return max(start, end - timedelta(days=LONGEST)), end


def _recent(period: str, today: date) -> tuple[date, date, str]:
    if period in MONTHS:
        first = today.replace(day=1)
        if period == "month":
            return first, today, period
        last = first - timedelta(days=1)
        return last.replace(day=1), last, period
    period = period if period in DAYS else DEFAULT
    return today - timedelta(days=DAYS[period] - 1), today, period
