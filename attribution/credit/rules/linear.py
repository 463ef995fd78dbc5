"""Linear."""

from collections.abc import Sequence

from attribution.credit.rule import CreditRule


class Linear(CreditRule):
    """The same share to every touch; a repeated channel counts each time."""

    key = "linear"
    label = "Linear"

    def weights(self, touches: int) -> Sequence[float]:
        """1/n each."""
        return [1.0 / touches] * touches
