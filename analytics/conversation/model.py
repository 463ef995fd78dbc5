"""The light engine at work: from the words of a call to scores, probabilities and the turns behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analytics.conversation.calibration import softmax
from analytics.conversation.cues import CueSet
from analytics.conversation.features import SpokenTurn, call_features, count_features
from analytics.conversation.vocabulary import Indices, Vocabulary

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ReadCall:
    """A call ready to be classified in any dimension: turns, features of each turn, counts of the whole."""

    turns: Sequence[SpokenTurn]
    rows: Sequence[Sequence[str]]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, turns: Sequence[SpokenTurn]) -> ReadCall:
        rows = call_features(turns)
        return cls(turns, rows, count_features(rows))


@dataclass(frozen=True)
class Weighed:
    """A call as one model sees it: known features by name and position with their weights, the centred cue
    row, and the turn that shows each cue.
    """

    call: ReadCall
    names: Sequence[str]
    positions: Indices
    weights: Floats
    cues: Floats
    shown: Sequence[int | None]


@dataclass(frozen=True)
class CueBlock:
    """The cues of a model, the training mean of their unit rows, and the weight of the block."""

    cues: CueSet
    mean: Floats
    weight: float

    def row(self, numbers: Sequence[float]) -> Floats:
        """Cue numbers scaled to unit length, centred on the training mean, times the weight."""
        return self.weight * (unit(np.array(numbers, dtype=np.float64)) - self.mean)


@dataclass(frozen=True)
class LightModel:
    """A trained classifier of one dimension.

    coefficients: (features + cues, labels); intercept: (labels,). threshold None: never answer by itself.
    metrics: the out-of-fold report as JSON values.
    """

    dimension: str
    labels: tuple[str, ...]
    vocabulary: Vocabulary
    block: CueBlock
    coefficients: Floats
    intercept: Floats
    temperature: float
    threshold: float | None
    metrics: Mapping[str, object] = field(default_factory=dict)

    def weigh(self, call: ReadCall) -> Weighed:
        """What the model knows of a call: the weights of its features and its cues."""
        names = self.vocabulary.known(call.counts)
        positions, weights = self.vocabulary.row(call.counts, names)
        numbers, shown = self.block.cues.measure(call.turns)
        return Weighed(call, names, positions, weights, self.block.row(numbers), shown)

    def scores(self, weighed: Weighed) -> Floats:
        """Decision scores, one a label."""
        dense = weighed.cues @ self.coefficients[len(self.vocabulary.names) :]
        result: Floats = weighed.weights @ self.coefficients[weighed.positions] + dense + self.intercept
        return result

    def probabilities(self, call: ReadCall | Weighed) -> Floats:
        """Calibrated probabilities, one a label, summing to 1."""
        weighed = call if isinstance(call, Weighed) else self.weigh(call)
        return softmax(self.scores(weighed), self.temperature)

    def turn_contributions(self, weighed: Weighed, label: str, gains: Mapping[str, float]) -> Floats:
        """How much each turn speaks for `label`: the gains of its features plus the cues it shows."""
        result = np.array([sum([gains.get(name, 0.0) for name in row]) for row in weighed.call.rows])
        coefficients = self.coefficients[len(self.vocabulary.names) :, self.labels.index(label)]
        for gain, turn in zip((weighed.cues * coefficients).tolist(), weighed.shown, strict=True):
            if turn is not None:
                result[turn] += gain
        return result

    def feature_gains(self, weighed: Weighed, label: str) -> dict[str, float]:
        """Score gained for `label` by one occurrence of each known feature of the call."""
        counts = weighed.call.counts
        gains = weighed.weights * self.coefficients[weighed.positions, self.labels.index(label)]
        named = zip(weighed.names, gains.tolist(), strict=True)
        return {name: gain / counts[name] for name, gain in named}


def unit(row: Floats) -> Floats:
    """The row scaled to length 1; a row of zeros stays as it is."""
    length = float(np.sqrt(row @ row))
    return row / length if length else row
