"""First touch."""

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class First(TouchRule):
    """All to the touch that came first."""

    key = "first"
    label = "First touch"

    def weights(self, journeys: Journeys) -> Floats:
        """1 for the oldest touch."""
        return journeys.is_first.astype(float)
