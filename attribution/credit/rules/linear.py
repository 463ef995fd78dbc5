"""Linear."""

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class Linear(TouchRule):
    """The same share to every touch; a repeated channel counts each time."""

    key = "linear"
    label = "Linear"

    def weights(self, journeys: Journeys) -> Floats:
        """1/n each."""
        found: Floats = 1.0 / journeys.lengths[journeys.owner]
        return found
