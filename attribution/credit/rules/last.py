"""Last touch."""

from collections.abc import Sequence

from attribution.credit.rule import CreditRule


class Last(CreditRule):
    """All to the touch right before the conversion."""

    key = "last"
    label = "Last touch"

    def weights(self, touches: int) -> Sequence[float]:
        """1 for the newest touch."""
        return [*[0.0] * (touches - 1), 1.0]
