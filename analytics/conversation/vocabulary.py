"""Weights of features: which are known, how rare they are, and a call as a sparse row of unit length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vocabulary:
    """Known features in sorted order with their inverse document frequency ln((1 + n) / (1 + df)) + 1."""

    names: tuple[str, ...]
    idf: Floats

    @classmethod
    def learn(cls, calls: Sequence[Mapping[str, int]], min_df: int) -> Vocabulary:
        """Keep the features that occur in at least `min_df` of the calls."""
        frequency: Counter[str] = Counter()
        for counts in calls:
            frequency.update(counts.keys())
        names = tuple(sorted(name for name, df in frequency.items() if df >= min_df))
        df = np.array([frequency[name] for name in names], dtype=np.float64)
        return cls(names, np.log((1 + len(calls)) / (1 + df)) + 1)

    def keep(self, positions: Iterable[int]) -> Vocabulary:
        """The same vocabulary with only the features at these positions."""
        chosen = sorted(positions)
        return Vocabulary(tuple(self.names[position] for position in chosen), self.idf[chosen])

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each feature."""
        return {name: position for position, name in enumerate(self.names)}

    def known(self, counts: Mapping[str, int]) -> list[str]:
        """The features of a call that the vocabulary has."""
        index = self.index
        return [name for name in counts if name in index]

    def row(self, counts: Mapping[str, int], names: Sequence[str]) -> tuple[Indices, Floats]:
        """Positions and weights of a call's known features: (1 + ln count) * idf, scaled to length 1."""
        index = self.index
        if not names:
            return np.empty(0, dtype=np.int64), np.empty(0)
        positions = np.array([index[name] for name in names], dtype=np.int64)
        damped = 1.0 + np.log(np.array([counts[name] for name in names], dtype=np.float64))
        weights = damped * self.idf[positions]
        return positions, weights / np.sqrt(weights @ weights)
