"""The parameters of reports in the API, checked: a page falls back to a default where a program is told."""

from collections.abc import Mapping, Sequence
from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from attribution.credit.rule import CreditRule
from attribution.reports.asked import Asked, read_asked
from attribution.reports.dimensions import DIMENSIONS, TIME, WITHIN
from attribution.reports.period import DAYS, LONGEST, MONTHS
from attribution.reports.pivot import MEASURES
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
ONE_PERIOD = PERIOD[:3]
RULE = OpenApiParameter("rule", str, description="Key of a credit rule; `last` unless said.")
PART = (
    OpenApiParameter("within", str, enum=WITHIN, description="Only what belongs to one `value`."),
    OpenApiParameter("value", str, description="The value of `within`, a `key` of a report by it."),
)
QUESTION = (
    *ONE_PERIOD,
    OpenApiParameter(
        "compare", str, enum=(*COMPARE, "custom"), description="With the days before, or `from2` to `to2`."
    ),
    OpenApiParameter("from2", date, description="First day of a second period, with `compare=custom`."),
    OpenApiParameter("to2", date, description="Its last day."),
    OpenApiParameter("by", str, enum=DIMENSIONS, description="A line per value of this."),
    RULE,
    OpenApiParameter("against", str, description="Key of a second credit rule, answered in `other`."),
    *PART,
    OpenApiParameter(
        "across",
        str,
        enum=DIMENSIONS,
        description="A second dimension, answered in `pivot`; not with `against`.",
    ),
    OpenApiParameter("measure", str, enum=tuple(MEASURES), description="Of the cells; `value` unless said."),
)
INTERVAL = OpenApiParameter("interval", str, enum=TIME, description="A line for each; `day` unless said.")
REASONS = {
    "by": "A rule that looks at all journeys together knows channels only.",
    "within": "Not by `region` or `number`, nor with a rule that looks at all journeys together.",
    "across": "Cannot be split so: `by` and `across` must differ, and be of touches, of calls, or one of them a time.",
    "against": "Not together with `across`.",
}


def check_asked(query: Mapping[str, str], zone: str) -> Asked:
    """What the explorer is asked. Raises ValidationError for every value that a page would replace or leave out."""
    check_question(query)
    asked = read_asked(query, zone)
    if asked.changed:
        raise ValidationError({name: [REASONS[name]] for name in sorted(asked.changed)})
    return asked


def check_question(query: Mapping[str, str]) -> None:
    """Raises ValidationError for every value that `read_question` would replace by a default."""
    faults = _day_faults(query)
    rules = tuple(members("CREDIT_RULES", CreditRule))
    known: Mapping[str, Sequence[str]] = {
        "period": PERIODS,
        "compare": (*COMPARE, "custom"),
        "by": DIMENSIONS,
        "rule": rules,
        "against": rules,
        "within": WITHIN,
        "across": DIMENSIONS,
        "measure": tuple(MEASURES),
        "interval": TIME,
    }
    for name, choices in known.items():
        if query.get(name) and query[name] not in choices:
            faults[name] = [f"Choose one of: {', '.join(choices)}."]
    if bool(query.get("within")) != bool(query.get("value")):
        faults["within"] = ["`within` and `value` go together."]
    if faults:
        raise ValidationError(faults)


def _day_faults(query: Mapping[str, str]) -> dict[str, list[str]]:
    faults = _span_faults(query, "from", "to") | _span_faults(query, "from2", "to2")
    if query.get("compare") == "custom" and not ("from2" in query or "to2" in query):
        faults["from2"] = ["`compare=custom` needs `from2` and `to2`."]
    return faults


def _span_faults(query: Mapping[str, str], first: str, last: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    for name in (first, last):
        try:
            if name in query:
                days[name] = parse_day(query[name])
        except ValueError:
            faults[name] = ["A day such as 2026-11-20 is expected."]
    if len(days) == 1 and not faults:
        faults[last if first in days else first] = [f"`{first}` and `{last}` go together."]
    elif len(days) == 2 and abs((days[last] - days[first]).days) > LONGEST:
        faults[first] = [f"At most {LONGEST} days can be asked for."]
    return faults
