"""The parameters of reports in the API, checked: a page falls back to a default where a program is told."""

from collections.abc import Mapping, Sequence
from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.period import DAYS, LONGEST, MONTHS
from compliance.days import parse_day
from compliance.registry import members

COMPARE = ("none", "previous")
PERIODS = (*DAYS, *MONTHS, "custom")
PERIOD = (
    OpenApiParameter("period", str, enum=PERIODS, description="Days back, or a month; 30 unless said."),
    OpenApiParameter("from", date, description="First day; with `to` a custom period."),
    OpenApiParameter("to", date, description="Last day."),
    OpenApiParameter("compare", str, enum=COMPARE, description="With as many days right before."),
)
QUESTION = (
    *PERIOD,
    OpenApiParameter("by", str, enum=DIMENSIONS, description="A line per value of this."),
    OpenApiParameter("rule", str, description="Key of a credit rule; `last` unless said."),
    OpenApiParameter("within", str, enum=DIMENSIONS, description="Only what belongs to one `value`."),
    OpenApiParameter("value", str, description="The value of `within`, a `key` of a report by it."),
)


def check_question(query: Mapping[str, str]) -> None:
    """Raises ValidationError for every value that `read_question` would replace by a default."""
    faults = _day_faults(query)
    known: Mapping[str, Sequence[str]] = {
        "period": PERIODS,
        "compare": COMPARE,
        "by": DIMENSIONS,
        "rule": tuple(members("CREDIT_RULES", CreditRule)),
        "within": DIMENSIONS,
    }
    for name, choices in known.items():
        if query.get(name) and query[name] not in choices:
            faults[name] = [f"Choose one of: {', '.join(choices)}."]
    if bool(query.get("within")) != bool(query.get("value")):
        faults["within"] = ["`within` and `value` go together."]
    if faults:
        raise ValidationError(faults)


def _day_faults(query: Mapping[str, str]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    for name in ("from", "to"):
        try:
            if name in query:
                days[name] = parse_day(query[name])
        except ValueError:
            faults[name] = ["A day such as 2026-11-20 is expected."]
    if len(days) == 1 and not faults:
        faults["to" if "from" in days else "from"] = ["`from` and `to` go together."]
    elif len(days) == 2 and abs((days["to"] - days["from"]).days) > LONGEST:
        faults["from"] = [f"At most {LONGEST} days can be asked for."]
    return faults
