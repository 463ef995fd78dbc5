"""Applying a rule to paths."""

from attribution.credit.journeys import Journeys
from attribution.credit.rule import CreditRule


def attribute(journeys: Journeys, rule: CreditRule) -> dict[str, tuple[float, float]]:
    """Conversions and value by channel, most conversions first; over all channels they sum to the journeys'.

    Raises ValueError where the rule cannot be applied.
    """
    credit = rule.credit(journeys)
    rows = zip(journeys.names, credit.conversions.tolist(), credit.value.tolist(), strict=True)
    return {name: (won, value) for name, won, value in sorted(rows, key=lambda row: (-row[1], row[0]))}
