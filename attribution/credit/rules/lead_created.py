"""Lead created."""

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class LeadCreated(TouchRule):
    """All to the touch before the person's first contact (call or form); to the last touch where that is not known."""

    key = "lead_created"
    label = "Lead created"

    def weights(self, journeys: Journeys) -> Floats:
        """1 for the touch of the first contact."""
        return journeys.at(journeys.lead, journeys.lengths - 1)
