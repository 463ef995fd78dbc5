"""The light engine at work: from the words of a call to scores, probabilities and the turns behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analytics.conversation.calibration import softmax
from analytics.conversation.cues import CueSet
from analytics.conversation.features import SpokenTurn, call_features, count_features
from analytics.conversation.vocabulary import Vocabulary

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

    def scores(self, call: ReadCall) -> Floats:
        """Decision scores, one a label."""
        positions, weights = self.vocabulary.row(call.counts)
        known = len(self.vocabulary.names)
        numbers, _ = self.block.cues.measure(call.turns)
        dense = self.block.row(numbers) @ self.coefficients[known:]
        result: Floats = weights @ self.coefficients[positions] + dense + self.intercept
        return result

    def probabilities(self, call: ReadCall) -> Floats:
        """Calibrated probabilities, one a label, summing to 1."""
        return softmax(self.scores(call), self.temperature)

    def turn_contributions(self, call: ReadCall, label: str) -> Floats:
        """How much each turn speaks for `label`: its features' share of the score plus the cues it shows."""
        column = self.labels.index(label)
        gains = self.feature_gains(call, column)
        result = np.array([sum(gains.get(name, 0.0) for name in row) for row in call.rows])
        numbers, shown = self.block.cues.measure(call.turns)
        cue_gains = self.block.row(numbers) * self.coefficients[len(self.vocabulary.names) :, column]
        for gain, number, turn in zip(cue_gains, numbers, shown, strict=True):
            if number and turn is not None:
                result[turn] += gain
        return result

    def feature_gains(self, call: ReadCall, column: int) -> dict[str, float]:
        """Score gained for the label in `column` by one occurrence of each known feature of the call."""
        index = self.vocabulary.index
        positions, weights = self.vocabulary.row(call.counts)
        gains = weights * self.coefficients[positions, column]
        names = [name for name in call.counts if name in index]
        return {name: gain / call.counts[name] for name, gain in zip(names, gains.tolist(), strict=True)}


def unit(row: Floats) -> Floats:
    """The row scaled to length 1; a row of zeros stays as it is."""
    length = float(np.sqrt(row @ row))
    return row / length if length else row
