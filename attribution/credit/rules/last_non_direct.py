"""Last touch that is not Direct."""

import numpy as np

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class LastNonDirect(TouchRule):
    """All to the newest touch that had a source; to the newest of all where none had."""

    key = "last_non_direct"
    label = "Last non-direct touch"

    def weights(self, journeys: Journeys) -> Floats:
        """1 for the chosen touch."""
        newest = np.full(journeys.count, -1)
        sourced = np.flatnonzero(~journeys.is_direct)
        np.maximum.at(newest, journeys.owner[sourced], journeys.place[sourced])
        return journeys.at(newest, journeys.lengths - 1)
