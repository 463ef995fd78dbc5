"""What a report on wasted spend is asked, from the address of a page or of the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from analytics.waste.reasons import LONGEST_WAIT, WAIT_SECONDS
from analytics.waste.waste import DIMENSIONS, RULE
from attribution.reports.parameters import PERIOD, check_question
from attribution.reports.period import Period, read_period
from attribution.reports.report import Question
from compliance.texts import read_id

PARAMETERS = (
    *(one for one in PERIOD if one.name != "compare"),
    OpenApiParameter("by", str, enum=DIMENSIONS, description="A line per value of this."),
    OpenApiParameter(
        "max_wait",
        {"type": "integer", "minimum": 1, "maximum": LONGEST_WAIT, "default": WAIT_SECONDS},
        description="Seconds from which on a wait was too long.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, the period it is about, and from how many seconds on a wait was too long."""

    question: Question
    period: Period
    wait_seconds: int


def read_asked(query: Mapping[str, str], zone: str) -> Asked:
    """What cannot be read falls back to a default."""
    period = read_period({**dict(query.items()), "compare": "none"}, zone)
    by = query.get("by", "")
    question = Question(period.start, period.end, by if by in DIMENSIONS else DIMENSIONS[0], RULE)
    return Asked(question, period, _wait(query) or WAIT_SECONDS)


def check_asked(query: Mapping[str, str]) -> None:
    """Raises ValidationError for every value that `read_asked` would replace by a default."""
    check_question({name: value for name, value in query.items() if name != "by"})
    if query.get("by") and query["by"] not in DIMENSIONS:
        raise ValidationError({"by": [f"Choose one of: {', '.join(DIMENSIONS)}."]})
    if "max_wait" in query and _wait(query) is None:
        raise ValidationError({"max_wait": [f"A whole number from 1 to {LONGEST_WAIT} is expected."]})


def _wait(query: Mapping[str, str]) -> int | None:
    found = read_id(query.get("max_wait", ""))
    return found if found is not None and 1 <= found <= LONGEST_WAIT else None
