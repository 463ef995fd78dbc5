"""How far an attributed value could be off.

The end points hold what the line brings in the mean of many such periods. Three doubts are carried: which calls the period
happened to bring, which candidate visit a call really came from, and whether its outcome is what it was taken for. A call
worth v whose candidates of the line are right with probability p and get the weight w contributes x = p w v; the calls of a
period are a Poisson stream, so S = sum(x) is a compound Poisson sum with variance estimate sum(x^2). An outcome that is true
with probability q is off by a draw of variance q (1 - q), which makes it V = sum((1 + q (1 - q)) x^2). (False and missed
outcomes are taken as equally many.) For such a sum the mid-P gamma interval holds (M. Fay, S. Kim, "Confidence intervals for
directly standardized rates using mid-p gamma intervals", Biometrical Journal 59, 2017): quantiles of the even mixture of a
gamma distribution with mean S and variance V and one with mean S + m and variance V + m^2, with m for the one call more that
could have come. The most that one call gives is safe and too wide (their choice), the share of a typical call V / S is too
narrow for few calls (R. Tiwari and others, 2006): m is the middle of both. `make bench ARGS=coverage` measures how often the
interval holds the truth.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

LEVEL = 0.90
STEPS = 20
Numbers = NDArray[np.float64]


def value_intervals(
    sums: Sequence[tuple[float, float, float]], level: float = LEVEL
) -> list[tuple[float, float]]:
    """Low and high ends at `level`, each of (value, variance, largest share); (0, 0) where nothing was observed."""
    seen = [one for one in sums if one[0] > 0 and one[1] > 0]
    if not seen:
        return [(0.0, 0.0) for _ in sums]
    value, variance, largest = (np.array(column, dtype=float) for column in zip(*seen, strict=True))
    unseen = (variance / value + largest) / 2
    tail = (1 - level) / 2
    ends = zip(*(_quantiles(value, variance, unseen, p) for p in (tail, 1 - tail)), strict=True)
    found = iter([(float(low), float(high)) for low, high in ends])
    return [next(found) if one[0] > 0 and one[1] > 0 else (0.0, 0.0) for one in sums]


def _quantiles(value: Numbers, variance: Numbers, unseen: Numbers, p: float) -> Numbers:
    """Where the even mixture of the two gamma distributions reaches p, by bisection between where each of them does."""
    above, above_variance = value + unseen, variance + unseen**2
    low, high = _quantile(value, variance, p), _quantile(above, above_variance, p)
    low, high = np.minimum(low, high), np.maximum(low, high)
    for _ in range(STEPS):
        middle = (low + high) / 2
        short = (_cumulated(value, variance, middle) + _cumulated(above, above_variance, middle)) / 2 < p
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    found: Numbers = (low + high) / 2
    return found


def _quantile(mean: Numbers, variance: Numbers, p: float) -> Any:
    """Where the gamma distribution with this mean and variance reaches p."""
    return gammaincinv(mean**2 / variance, p) * variance / mean


def _cumulated(mean: Numbers, variance: Numbers, x: Numbers) -> Any:
    """Distribution function of the gamma distribution with this mean and variance."""
    return gammainc(mean**2 / variance, x * mean / variance)
