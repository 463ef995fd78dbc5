"""Which calls a figure of the ROAS report adds up."""

from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.report import Question
from attribution.reports.statement import Asked


def calls_behind(question: Question, key: str | None, *, converted: bool) -> list[int]:
    """Ids of the calls that give the line `key` (None: every line) its calls, or its conversions and value.

    Raises KeyError for an unknown dimension and UnknownMember for an unknown rule.
    """
    return Asked(question).behind(key, unattributed=key == UNATTRIBUTED, converted=converted)
