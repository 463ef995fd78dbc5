"""Position based."""

import numpy as np

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class Position(TouchRule):
    """40 % to the first and 40 % to the last touch, the rest evenly to those between; two touches share evenly."""

    key = "position"
    label = "Position based (40/20/40)"

    def weights(self, journeys: Journeys) -> Floats:
        """First, middle and last share of the options; without a middle its share goes to both ends."""
        first, middle, last = self.options.position
        length = journeys.lengths[journeys.owner]
        ends = np.where(journeys.is_first, first, last) + np.where(length == 2, middle / 2, 0.0)
        between = middle / np.maximum(length - 2, 1)
        found = np.where(journeys.is_first | journeys.is_last, ends, between)
        return np.where(length == 1, 1.0, found)
