"""The calls behind a number of the ROAS report, as its links name them."""

from collections.abc import Mapping
from dataclasses import dataclass

from attribution.credit.rule import CreditRule
from attribution.reports.behind import calls_behind
from attribution.reports.dimensions import DIMENSIONS, WITHIN
from attribution.reports.period import LONGEST
from attribution.reports.report import Question
from compliance.days import parse_day
from compliance.registry import UnknownMember, member


@dataclass(frozen=True, slots=True)
class Behind:
    """One cell of the report: the question, the line's key ("" for the total), and which figure."""

    question: Question
    key: str
    figure: str

    def calls(self) -> list[int]:
        """Ids of the calls the figure adds up."""
        return calls_behind(self.question, self.key or None, converted=self.figure != "calls")


def read_behind(query: Mapping[str, str]) -> Behind | None:
    """What the address asks for; None where it asks for no cell, or for one that cannot be."""
    if query.get("by") not in DIMENSIONS:
        return None
    try:
        question = Question(
            parse_day(query.get("from", "")),
            parse_day(query.get("to", "")),
            query["by"],
            query.get("rule", "last"),
            (query["within"], query["value"])
            if query.get("within") in WITHIN and query.get("value")
            else None,
        )
        member("CREDIT_RULES", CreditRule, question.rule)
    except (ValueError, UnknownMember):
        return None
    if (question.end - question.start).days > LONGEST:
        return None
    return Behind(question, query.get("key", ""), query.get("figure", "calls"))
