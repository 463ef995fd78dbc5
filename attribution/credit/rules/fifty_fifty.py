"""First touch and lead created, half each."""

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class FiftyFifty(TouchRule):
    """One half to the touch that came first, one half to the touch before the first contact; all when they are one."""

    key = "fifty_fifty"
    label = "50/50: first touch and lead created"

    def weights(self, journeys: Journeys) -> Floats:
        """0.5 each, 1 where both are the same touch."""
        return (journeys.is_first + journeys.at(journeys.lead, journeys.lengths - 1)) / 2
