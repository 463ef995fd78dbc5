"""Two answers to the same question side by side: two credit rules, or two periods."""

from dataclasses import dataclass

from attribution.reports.line import Line
from attribution.reports.roas import Roas


@dataclass(frozen=True, slots=True)
class Pair:
    """A value of the dimension on both sides; a line without anything where one side does not have it."""

    key: str
    one: Line
    other: Line

    @property
    def conversions(self) -> float:
        """How many more the first side gives."""
        return self.one.conversions - self.other.conversions

    @property
    def value(self) -> float:
        """How much more."""
        return self.one.value - self.other.value

    @property
    def roas(self) -> float | None:
        """How much higher; None where a side has no cost."""
        if self.one.roas is None or self.other.roas is None:
            return None
        return self.one.roas - self.other.roas


def pairs(one: Roas, other: Roas) -> list[Pair]:
    """Every line of either side, in the order of the first and then of the second."""
    first = {line.key: line for line in one.lines}
    second = {line.key: line for line in other.lines}
    return [
        Pair(key, first.get(key) or Line(key), second.get(key) or Line(key)) for key in {**first, **second}
    ]


def total(one: Roas, other: Roas) -> Pair:
    """The sums of both sides."""
    return Pair(one.total.key, one.total, other.total)
