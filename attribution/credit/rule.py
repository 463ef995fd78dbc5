"""The contract of a credit rule ("attribution model" in the UI)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar


class CreditRule(ABC):
    """Splits one conversion over the touches that led to it."""

    key: ClassVar[str]
    label: ClassVar[str]

    @abstractmethod
    def weights(self, touches: int) -> Sequence[float]:
        """A weight per touch, oldest first; `touches` >= 1 and the weights sum to 1."""
