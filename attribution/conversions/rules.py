"""Whether a call fulfils a conversion rule, how sure that is, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from attribution.conversions.verdicts import Verdict
from attribution.models import ConversionRule
from calls.models import Call, Outcome


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """`probability`: the product over the verdicts the rule rests on; 1 where it rests on none."""

    probability: float
    value: Decimal


def fulfilment(
    rule: ConversionRule, call: Call, verdicts: Mapping[str, Verdict], worth: Decimal | None
) -> Fulfilment | None:
    """How the call fulfils the rule, or None. A call a person marked as no lead fulfils none.

    `worth`: what a person said the call was worth, or is left of it.
    """
    if call.lead_status == Call.LeadStatus.NOT_A_LEAD or (call.duration or 0) < rule.min_seconds:
        return None
    probability = 1.0
    for dimension, labels in (
        (Outcome.Dimension.INTENT, rule.intents),
        (Outcome.Dimension.OUTCOME, rule.outcomes),
    ):
        if not labels:
            continue
        verdict = verdicts.get(dimension)
        if verdict is None or not verdict.allows(labels, rule.min_probability):
            return None
        probability *= verdict.probability
    return Fulfilment(probability, _value(rule, worth))


def _value(rule: ConversionRule, worth: Decimal | None) -> Decimal:
    """Money known for this very call beats the rule's usual value; a mere step towards money keeps its own."""
    if worth is not None and rule.counts_in_roas:
        return worth
    return rule.value
