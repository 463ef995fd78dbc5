"""Everything the explorer is asked in its address: the question, and what to set beside or across it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS, may_cross
from attribution.reports.period import Period, read_question
from attribution.reports.pivot import MEASURES
from attribution.reports.report import Question, channels_only
from compliance.registry import members

DEFAULT_MEASURE = "value"


@dataclass(frozen=True, slots=True)
class Asked:
    """`against`: a second credit rule or ""; `across`: a second dimension or "", whose cells show `measure`.

    `changed`: names of what was asked for and cannot be had together: "by", "within", "across", "against".
    """

    question: Question
    period: Period
    against: str
    across: str
    measure: str
    changed: frozenset[str]

    @property
    def other(self) -> Question | None:
        """The question of the second side; None where nothing is set beside the first."""
        if self.against:
            return replace(self.question, rule=self.against)
        if self.period.compare == "none":
            return None
        return self.question.at(self.period.previous_start, self.period.previous_end)

    @property
    def sides(self) -> bool:
        """Whether the table is of two sides, and not of one with a glance at the period before."""
        return not self.across and (bool(self.against) or self.period.compare == "custom")


def read_asked(query: Mapping[str, str], zone: str) -> Asked:
    """What cannot be read falls back to a default; what cannot be had together is left out and told in `changed`."""
    question, period = read_question(query, zone)
    rules = members("CREDIT_RULES", CreditRule)
    against = query.get("against", "")
    against = against if against in rules and against != question.rule else ""
    across = query.get("across", "") if query.get("across") in DIMENSIONS else ""
    changed = {
        name
        for name, had in (
            ("by", query.get("by", "") not in DIMENSIONS or query["by"] == question.by),
            ("within", not query.get("within") or not query.get("value") or question.within is not None),
        )
        if not had
    }
    if across and (channels_only(question.rule) or not may_cross(question.by, across, question.within)):
        across = ""
        changed.add("across")
    if across and against:
        against = ""
        changed.add("against")
    measure = query.get("measure", "")
    return Asked(
        question,
        period,
        against,
        across,
        measure if measure in MEASURES else DEFAULT_MEASURE,
        frozenset(changed),
    )
