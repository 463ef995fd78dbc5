"""What a destination should know about one conversion at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class State:
    """Value in `currency`; `active` false: withdrawn. `revision` counts the changes and tells repeats from news."""

    value: Decimal
    currency: str
    active: bool
    revision: int = 1

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The state a row keeps."""
        return cls(Decimal(stored["value"]), stored["currency"], stored["active"], stored["revision"])

    def as_json(self) -> dict[str, Any]:
        """What a row keeps."""
        return {
            "value": str(self.value),
            "currency": self.currency,
            "active": self.active,
            "revision": self.revision,
        }

    def says_the_same_as(self, other: "State") -> bool:
        """Whether both mean the same outside. What a withdrawn conversion was worth means nothing."""
        if not (self.active or other.active):
            return True
        return (self.value, self.currency, self.active) == (other.value, other.currency, other.active)

    def __str__(self) -> str:
        return f"{self.value} {self.currency}" if self.active else "withdrawn"
