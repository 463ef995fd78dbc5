"""How far credit could be off by the chance in which journeys came (attribution reference 2.3)."""

from dataclasses import dataclass, replace

import numpy as np

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import CreditRule

DRAWS = 200
SEED = 20_261
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """Percentiles 2.5 and 97.5 of conversions and value by channel."""

    conversions_low: Floats
    conversions_high: Floats
    value_low: Floats
    value_high: Floats


def doubt(journeys: Journeys, rule: CreditRule, draws: int = DRAWS) -> Doubt:
    """Every row is drawn again, its conversions and its nulls as Poisson numbers with their counts as mean."""
    random = np.random.default_rng(SEED)
    worth = np.divide(
        journeys.value,
        journeys.conversions,
        out=np.zeros_like(journeys.value),
        where=journeys.conversions > 0,
    )
    conversions = np.zeros((draws, len(journeys.names)))
    value = np.zeros_like(conversions)
    for n in range(draws):
        won = random.poisson(journeys.conversions).astype(float)
        nulls = random.poisson(journeys.nulls).astype(float)
        found = rule.credit(replace(journeys, conversions=won, value=won * worth, nulls=nulls))
        conversions[n], value[n] = found.conversions, found.value
    ends = np.percentile(conversions, (LOW, HIGH), axis=0)
    worth_ends = np.percentile(value, (LOW, HIGH), axis=0)
    return Doubt(ends[0], ends[1], worth_ends[0], worth_ends[1])
