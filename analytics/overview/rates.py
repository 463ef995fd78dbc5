"""Shares with their doubt."""

from dataclasses import dataclass
from math import sqrt

LEVEL = 0.95
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` out of `of`, which may be sums of probabilities. Without anything to be out of, there is no rate: never 0 %,
    never 100 %.
    """

    count: float
    of: float

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval at 95 % (E. Wilson, "Probable inference", JASA 22, 1927)."""
        if not self.of:
            return None
        share, n = self.count / self.of, self.of
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.count + other.count, self.of + other.of)
