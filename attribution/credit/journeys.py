"""Many journeys at once, as arrays: what every credit rule works on."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNKNOWN = -1
DIRECT = "Direct"


def sum_by(place: Ints, figures: Floats, count: int) -> Floats:
    """Sums of `figures` by `place`, of `count` places."""
    return np.bincount(place, figures, count).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Journeys:
    """n journeys with m touches in all, each journey's touches one after another, oldest first.

    `starts` (n + 1): where each journey begins in the arrays of touches, then m. `channel` (m): index into `names`.
    `age` (m): seconds from touch to conversion. `conversions`, `value`, `nulls` (n): how often the journey ended so, and
    what it brought. `lead`, `qualified` (n): place within the journey of the touch before that milestone, or UNKNOWN. No
    journey is empty.
    """

    starts: Ints
    channel: Ints
    names: tuple[str, ...]
    conversions: Floats
    value: Floats
    nulls: Floats
    age: Floats
    lead: Ints
    qualified: Ints
    direct: str = field(default=DIRECT)

    @property
    def count(self) -> int:
        """How many journeys."""
        return len(self.starts) - 1

    @cached_property
    def lengths(self) -> Ints:
        """Touches of each journey (n)."""
        return np.diff(self.starts)

    @cached_property
    def owner(self) -> Ints:
        """Which journey each touch belongs to (m)."""
        return np.repeat(np.arange(self.count), self.lengths)

    @cached_property
    def place(self) -> Ints:
        """Place of each touch within its journey, from 0 (m)."""
        return np.arange(len(self.channel)) - self.starts[self.owner]

    @cached_property
    def is_first(self) -> Flags:
        """Whether the touch is its journey's oldest (m)."""
        found: Flags = self.place == 0
        return found

    @cached_property
    def is_last(self) -> Flags:
        """Whether the touch is its journey's newest (m)."""
        found: Flags = self.place == self.lengths[self.owner] - 1
        return found

    @cached_property
    def is_direct(self) -> Flags:
        """Whether the touch came without any source (m)."""
        return np.array([name == self.direct for name in self.names], dtype=bool)[self.channel]

    def sums(self, of_touch: Floats) -> Floats:
        """Sum of a figure of touches over each journey (n)."""
        return sum_by(self.owner, of_touch, self.count)

    def shares(self, of_touch: Floats) -> Floats:
        """The figure divided by its journey's sum, which must not be 0 (m)."""
        found: Floats = of_touch / self.sums(of_touch)[self.owner]
        return found

    def at(self, place: Ints, otherwise: Ints) -> Floats:
        """1 for the touch at its journey's `place`, or at `otherwise` where that is UNKNOWN; 0 for the others (m)."""
        chosen = np.where(place == UNKNOWN, otherwise, place)
        found: Floats = (self.place == chosen[self.owner]).astype(float)
        return found

    @cached_property
    def begins_run(self) -> Flags:
        """Whether the touch is not of the same channel as the one before it in its journey (m)."""
        found = np.ones(len(self.channel), dtype=bool)
        found[1:] = (self.channel[1:] != self.channel[:-1]) | self.is_first[1:]
        return found

    def collapsed(self) -> "Journeys":
        """The same with runs of one channel as one touch, the oldest; milestones are not kept."""
        kept = self.begins_run
        lengths = np.bincount(self.owner[kept], minlength=self.count)
        nowhere = np.full(self.count, UNKNOWN)
        return replace(
            self,
            starts=np.concatenate(([0], np.cumsum(lengths))),
            channel=self.channel[kept],
            age=self.age[kept],
            lead=nowhere,
            qualified=nowhere,
        )
