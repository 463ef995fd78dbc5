"""Markov chain."""

import numpy as np

from attribution.credit.chain import effects, moves
from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import Credit, CreditRule


class Markov(CreditRule):
    """Each channel in proportion to the conversions that would be lost without it (E. Anderl and others, "Mapping the
    customer journey", 2016); exact, orders 1 to 4.
    """

    key = "markov"
    label = "Markov chain (removal effect)"
    note = "Channel totals only. Needs journeys that ended without a conversion; without them it measures presence."

    def credit(self, journeys: Journeys) -> Credit:
        """Removal effects, scaled to all conversions and all value. Raises ValueError for too many channels at the order."""
        if not journeys.count:
            return Credit(np.zeros(len(journeys.names)), np.zeros(len(journeys.names)))
        found = effects(moves(journeys, self.options.order), len(journeys.names))
        return Credit(
            scaled(found.removal, float(journeys.conversions.sum())),
            scaled(found.value_removal, float(journeys.value.sum())),
        )


def scaled(effect: Floats, total: float) -> Floats:
    """`effect` in proportion, summing to `total`; zeros where no channel has any."""
    whole = effect.sum()
    return effect / whole * total if whole else np.zeros_like(effect)
