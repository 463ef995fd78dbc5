"""First touch."""

from collections.abc import Sequence

from attribution.credit.rule import CreditRule


class First(CreditRule):
    """All to the touch that came first."""

    key = "first"
    label = "First touch"

    def weights(self, touches: int) -> Sequence[float]:
        """1 for the oldest touch."""
        return [1.0, *[0.0] * (touches - 1)]
