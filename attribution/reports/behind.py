"""Which calls a figure of the ROAS report adds up."""

from collections import defaultdict

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import OF_VISIT, UNATTRIBUTED
from attribution.reports.journeys import shares, told_calls
from attribution.reports.report import Question
from attribution.reports.roas import instants
from compliance.registry import member

LEAST = 1e-9


def calls_behind(question: Question, key: str | None, *, converted: bool) -> list[int]:
    """Ids of the calls that give the line `key` (None: every line) its calls, or its conversions and value.

    Raises KeyError for an unknown dimension and UnknownMember for an unknown rule.
    """
    rule = member("CREDIT_RULES", CreditRule, question.rule)()
    told = told_calls(*instants(question))
    meant = {n for n, one in enumerate(told) if (one.conversions if converted else one.counted)}
    if key is not None:
        mass: dict[int, float] = defaultdict(float)
        for share in shares(told, rule, OF_VISIT[question.by]):
            if key in (share.key, UNATTRIBUTED):
                mass[share.call] += share.probability * share.weight
        meant &= {n for n in meant if (1 - mass[n] if key == UNATTRIBUTED else mass[n]) > LEAST}
    return [told[n].call_id for n in sorted(meant)]
