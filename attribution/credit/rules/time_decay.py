"""Time decay."""

import numpy as np

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule

DAY = 86_400.0


class TimeDecay(TouchRule):
    """A touch that is one half-life older than another gets half of its share."""

    key = "time_decay"
    label = "Time decay"

    def weights(self, journeys: Journeys) -> Floats:
        """2^(-age / half-life), divided by the journey's sum; ages are taken from the youngest, so that none vanishes."""
        youngest = np.minimum.reduceat(journeys.age, journeys.starts[:-1]) if journeys.count else journeys.age
        older = journeys.age - youngest[journeys.owner]
        return journeys.shares(np.exp2(-older / (self.options.half_life * DAY)))
