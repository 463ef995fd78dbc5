"""Turning decision scores into probabilities that mean what they say, and into the choice to abstain."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

LOWEST, HIGHEST = 0.05, 5.0
_ONE_SIDED = 1.645
_GOLDEN = (math.sqrt(5) - 1) / 2


def softmax(scores: Floats, temperature: float = 1.0) -> Floats:
    """softmax(scores / temperature) over the last axis."""
    shifted = scores / temperature
    shifted = np.exp(shifted - shifted.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def log_loss(scores: Floats, truth: Sequence[int], temperature: float = 1.0) -> float:
    """Mean negative log probability of the true label; rows are calls."""
    probabilities = softmax(scores, temperature)[np.arange(len(truth)), list(truth)]
    return float(-np.log(np.maximum(probabilities, 1e-300)).mean())


def fit_temperature(scores: Floats, truth: Sequence[int]) -> float:
    """The temperature in [0.05, 5] with the lowest log loss (golden section search on its logarithm)."""
    low, high = math.log(LOWEST), math.log(HIGHEST)
    for _ in range(60):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if log_loss(scores, truth, math.exp(left)) <= log_loss(scores, truth, math.exp(right)):
            high = right
        else:
            low = left
    return min(HIGHEST, max(LOWEST, math.exp((low + high) / 2)))


def fit_threshold(confidence: Floats, correct: Booleans, precision: float = 0.95) -> float | None:
    """Smallest confidence whose answered calls keep (errors + 2 + 1.645 * sqrt(errors)) / (answered + 2)
    <= 1 - precision.

    Calls of equal confidence are answered together. None: nothing may be answered automatically. The
    square root is the one-sided 95 % bound of a Poisson count of errors: without it the best looking of
    many thresholds is taken and the promised precision is missed in a third of simulated data sets.
    """
    order = np.argsort(-confidence, kind="stable")
    sure, errors = confidence[order], np.cumsum(~correct[order])
    answered = np.arange(1, len(sure) + 1)
    group_ends = np.append(sure[1:] != sure[:-1], True)
    bound = errors + 2 + _ONE_SIDED * np.sqrt(errors)
    good = (bound / (answered + 2) <= 1 - precision + 1e-12) & group_ends
    return float(sure[np.flatnonzero(good)[-1]]) if good.any() else None


def calibration_error(confidence: Floats, correct: Booleans, bins: int = 15) -> float:
    """Expected calibration error over bins of equal width; 0 for no calls."""
    if not len(confidence):
        return 0.0
    number = np.clip((confidence * bins).astype(int), 0, bins - 1)
    gaps = np.bincount(number, weights=confidence - correct, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))


def wilson(right: int, total: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson 95 % interval of a share; (0, 1) when there is nothing to measure."""
    if total == 0:
        return 0.0, 1.0
    share = right / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    spread = z / scale * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, centre - spread), min(1.0, centre + spread)


def estimate_prior(probabilities: Floats, trained: Floats, rounds: int = 200) -> Floats:
    """Class shares of unlabelled calls by expectation maximisation, two pseudo-calls a class.

    probabilities: calibrated, one row a call, under the class shares `trained`.
    """
    prior = trained.copy()
    for _ in range(rounds):
        weighted = probabilities * (prior / trained)
        expected = (weighted / weighted.sum(axis=1, keepdims=True)).sum(axis=0) + 2.0
        updated = expected / expected.sum()
        if np.abs(updated - prior).max() < 1e-9:
            break
        prior = updated
    return prior
