"""Last touch."""

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class Last(TouchRule):
    """All to the touch right before the conversion."""

    key = "last"
    label = "Last touch"

    def weights(self, journeys: Journeys) -> Floats:
        """1 for the newest touch."""
        return journeys.is_last.astype(float)
