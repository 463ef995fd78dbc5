"""Training the light engine from labelled calls, deterministic for equal input and settings."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analytics.conversation.calibration import fit_temperature, fit_threshold, log_loss, softmax
from analytics.conversation.cues import CueSet
from analytics.conversation.features import SpokenTurn
from analytics.conversation.folds import assign_folds, take_per_label
from analytics.conversation.model import CueBlock, LightModel, ReadCall, unit
from analytics.conversation.report import CurvePoint, Report, label_scores, write_report
from analytics.conversation.vocabulary import Vocabulary

Floats = npt.NDArray[np.float64]

_LEAST_LABELS, _LEAST_CALLS, _LEAST_KEPT = 2, 8, 5
_CURVE = (8, 16, 50, 100, 200)
_WEIGHTS = (0.0, 0.25, 0.5)


class Matrix(Protocol):
    """Rows of calls that the solver can put together for a cue weight."""

    def matrix(self, weight: float) -> object: ...


class TrainingError(ValueError):
    """These calls cannot train a model; the message says why in one line."""


@dataclass(frozen=True)
class Example:
    """One labelled call; calls of one `group` (a caller's number, say) are measured together."""

    name: str
    turns: Sequence[SpokenTurn]
    label: str
    group: Hashable = None
    fold: int | None = None


@dataclass(frozen=True, slots=True)
class FitSettings:
    """min_df None: 2, or 1 under 400 calls. cue_weight None: by out-of-fold log loss, 0.25 for few calls.

    most_features keeps that many features, those with the largest coefficients, and fits again.
    """

    strength: float = 20.0
    rounds: int = 200
    folds: int = 5
    seed: int = 0
    precision: float = 0.95
    min_df: int | None = None
    cue_weight: float | None = None
    most_features: int | None = None
    curve: bool = True


@dataclass(frozen=True)
class Training:
    """A trained model and how well it did on calls it had not seen."""

    model: LightModel
    report: Report


@dataclass(frozen=True)
class _Measured:
    scores: Floats
    weight: float


def fit(
    examples: Sequence[Example],
    dimension: str,
    cues: CueSet,
    settings: FitSettings | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Training:
    """Train, calibrate and measure a model; raises TrainingError. `progress` may raise to cancel."""
    chosen = settings or FitSettings()
    kept, left_out = _kept(examples)
    trainer = _Trainer(kept, cues, chosen)
    progress("measuring")
    measured = trainer.measure()
    temperature = fit_temperature(measured.scores, trainer.truth)
    probabilities = softmax(measured.scores, temperature)
    right = probabilities.argmax(axis=1) == np.array(trainer.truth)
    threshold = fit_threshold(probabilities.max(axis=1), right, chosen.precision)
    progress("learning curve")
    curve = trainer.curve(measured.weight) if chosen.curve else ()
    names = [example.name for example in kept]
    report = write_report(
        trainer.labels, names, trainer.truth, measured.scores, temperature, threshold, left_out, curve
    )
    progress("training")
    model = trainer.finish(dimension, measured.weight)
    calibrated = replace(model, temperature=temperature, threshold=threshold, metrics=report.to_json())
    return Training(calibrated, report)


def _kept(examples: Sequence[Example]) -> tuple[list[Example], list[str]]:
    counts = Counter(example.label for example in examples)
    left_out = sorted(label for label, count in counts.items() if count < _LEAST_KEPT)
    if sum(count >= _LEAST_CALLS for count in counts.values()) < _LEAST_LABELS:
        found = ", ".join(f"{label} {count}" for label, count in sorted(counts.items())) or "none"
        raise TrainingError(f"at least 2 labels with 8 calls each are needed (found: {found})")
    kept = [example for example in examples if counts[example.label] >= _LEAST_KEPT]
    return kept, left_out


class _Trainer:
    def __init__(self, examples: Sequence[Example], cues: CueSet, settings: FitSettings) -> None:
        self._solver = importlib.import_module("analytics.conversation.solver")
        self._settings, self._cues = settings, cues
        self.labels = tuple(sorted({example.label for example in examples}))
        self.truth = [self.labels.index(example.label) for example in examples]
        self._names = [example.label for example in examples]
        self._counts = [ReadCall.of(example.turns).counts for example in examples]
        rows = [unit(np.array(cues.measure(example.turns)[0])) for example in examples]
        self._cue_rows = np.array(rows).reshape(len(rows), -1)
        self._folds = _folds(examples, settings)

    def measure(self) -> _Measured:
        """Out-of-fold scores, under the cue weight that has the lowest log loss on the first fold."""
        folds = sorted(set(self._folds))
        scores = np.zeros((len(self.truth), len(self.labels)))
        train, test = self._split(folds[0])
        tried = self._scores(train, test, self._weights())
        weight = min(tried, key=lambda weight: (self._loss(tried[weight], test), abs(weight - 0.25)))
        scores[test] = tried[weight]
        for fold in folds[1:]:
            train, test = self._split(fold)
            scores[test] = self._scores(train, test, (weight,))[weight]
        return _Measured(scores, weight)

    def curve(self, weight: float) -> tuple[CurvePoint, ...]:
        """Out-of-fold quality at growing numbers of calls a label, below the number there is."""
        largest = max(Counter(self.truth).values()) * (self._settings.folds - 1) // self._settings.folds
        return tuple(self._point(size, weight) for size in _CURVE if size < largest)

    def finish(self, dimension: str, weight: float) -> LightModel:
        """The model of all calls, not calibrated yet."""
        everyone = list(range(len(self.truth)))
        vocabulary, mean, coefficients, intercept = self._fit(everyone, (weight,))[weight]
        most = self._settings.most_features
        if most is not None and len(vocabulary.names) > most:
            strongest = np.argsort(-np.abs(coefficients[: len(vocabulary.names)]).max(axis=1), kind="stable")
            smaller = vocabulary.keep(strongest[:most].tolist())
            vocabulary, mean, coefficients, intercept = self._fit(everyone, (weight,), smaller)[weight]
        block = CueBlock(self._cues, mean, weight)
        return LightModel(dimension, self.labels, vocabulary, block, coefficients, intercept, 1.0, None)

    def _weights(self) -> tuple[float, ...]:
        if self._settings.cue_weight is not None:
            return (self._settings.cue_weight,)
        plenty = min(Counter(self.truth).values()) >= 100
        return _WEIGHTS if plenty else (0.25,)

    def _loss(self, scores: Floats, calls: Sequence[int]) -> float:
        truth = [self.truth[number] for number in calls]
        return log_loss(scores, truth, fit_temperature(scores, truth))

    def _split(self, fold: int) -> tuple[list[int], list[int]]:
        train = [number for number, own in enumerate(self._folds) if own != fold]
        return train, [number for number, own in enumerate(self._folds) if own == fold]

    def _point(self, size: int, weight: float) -> CurvePoint:
        guess = np.zeros(len(self.truth), dtype=np.int64)
        for fold in sorted(set(self._folds)):
            train, test = self._split(fold)
            few = take_per_label(self._names, train, size, self._settings.seed)
            guess[test] = self._scores(few, test, (weight,))[weight].argmax(axis=1)
        gold = np.array(self.truth)
        macro = np.mean([row.f1 for row in label_scores(self.labels, gold, guess)])
        return CurvePoint(size, float((gold == guess).mean()), float(macro))

    def _scores(
        self, train: Sequence[int], test: Sequence[int], weights: Sequence[float]
    ) -> dict[float, Floats]:
        result = {}
        for weight, (vocabulary, mean, coefficients, intercept) in self._fit(train, weights).items():
            matrix = self._design(vocabulary, test, mean).matrix(weight)
            found = self._solver.score(matrix, coefficients, intercept)
            result[weight] = self._spread(found, sorted({self.truth[number] for number in train}))
        return result

    def _spread(self, found: Floats, columns: Sequence[int]) -> Floats:
        """A label missing from a training fold gets a score below every other."""
        if len(columns) == len(self.labels):
            return found
        whole = np.full((len(found), len(self.labels)), found.min(initial=0.0) - 1.0)
        whole[:, columns] = found
        return whole

    def _fit(
        self, train: Sequence[int], weights: Sequence[float], vocabulary: Vocabulary | None = None
    ) -> dict[float, tuple[Vocabulary, Floats, Floats, Floats]]:
        least = self._settings.min_df or (1 if len(train) < 400 else 2)
        words = vocabulary or Vocabulary.learn([self._counts[number] for number in train], least)
        mean = self._cue_rows[list(train)].mean(axis=0)
        design = self._design(words, train, mean)
        truth = [self.truth[number] for number in train]
        rounds, strength = self._settings.rounds, self._settings.strength
        solved = {w: self._solver.solve(design.matrix(w), truth, strength, rounds) for w in weights}
        return {w: (words, mean, coefficients, intercept) for w, (coefficients, intercept) in solved.items()}

    def _design(self, vocabulary: Vocabulary, calls: Sequence[int], mean: Floats) -> Matrix:
        counts = [self._counts[number] for number in calls]
        rows = [vocabulary.row(row, vocabulary.known(row)) for row in counts]
        design: Matrix = self._solver.Design(rows, len(vocabulary.names), self._cue_rows[list(calls)] - mean)
        return design


def _folds(examples: Sequence[Example], settings: FitSettings) -> list[int]:
    """Given folds are kept; otherwise by group, with calls of equal words in one group."""
    if all(example.fold is not None for example in examples):
        return [example.fold or 0 for example in examples]
    groups: list[Hashable] = []
    first: dict[tuple[str, ...], Hashable] = {}
    for number, example in enumerate(examples):
        words = tuple(token for turn in example.turns for token in turn.tokens)
        own = ("call", number) if example.group is None else ("group", example.group)
        groups.append(first.setdefault(words, own))
    return assign_folds([example.label for example in examples], groups, settings.folds, settings.seed)
