"""The period and the question of a report page, from its address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.report import Question
from compliance.registry import members

DAYS = {"today": 1, "7": 7, "30": 30}
DEFAULT = "30"
LONGEST = 732


def read_question(query: Mapping[str, str], zone: str) -> tuple[Question, str]:
    """The question, and the chosen period (a key of DAYS or "custom"); what cannot be read falls back to a default."""
    today = datetime.now(ZoneInfo(zone)).date()
    start, end, period = _custom(query) or _recent(query.get("period", DEFAULT), today)
    by = query.get("by", "")
    rule = query.get("rule", "")
    rules = members("CREDIT_RULES", CreditRule)
    question = Question(
        start, end, by if by in DIMENSIONS else DIMENSIONS[0], rule if rule in rules else "last"
    )
    return question, period


def _custom(query: Mapping[str, str]) -> tuple[date, date, str] | None:
    if query.get("period", "custom") != "custom":
        return None
    try:
        start, end = date.fromisoformat(query.get("from", "")), date.fromisoformat(query.get("to", ""))
    except ValueError:
        return None
    start, end = min(start, end), max(start, end)
    return max(start, end - timedelta(days=LONGEST)), end, "custom"


def _recent(period: str, today: date) -> tuple[date, date, str]:
    period = period if period in DAYS else DEFAULT
    return today - timedelta(days=DAYS[period] - 1), today, period
