"""W-shaped."""

from attribution.credit.journeys import UNKNOWN, Floats, Journeys
from attribution.credit.rule import TouchRule

MILESTONE, OTHERS = 0.3, 0.1


class WShaped(TouchRule):
    """30 % each to the first touch and to those before "lead created" and "qualified", 10 % evenly to all others.

    A milestone that is not reached, and others that do not exist, leave their share to the rest in proportion.
    """

    key = "w_shaped"
    label = "W-shaped (30/30/30/10)"

    def weights(self, journeys: Journeys) -> Floats:
        """Milestones on one touch add up; the sum is scaled to 1."""
        last = journeys.lengths - 1
        nowhere = last * 0 + UNKNOWN
        marked = (
            journeys.is_first + journeys.at(journeys.lead, last) + journeys.at(journeys.qualified, nowhere)
        ) * MILESTONE
        plain = (marked == 0).astype(float)
        others = journeys.sums(plain)[journeys.owner]
        return journeys.shares(marked + plain * OTHERS / others.clip(min=1.0))
