"""How far an attributed value could be off.

Two doubts are carried: which calls the period happened to bring, and which candidate visit a call really came from. Both
together make the value a compound Poisson sum: a call worth v whose candidate is right with probability p and gets the
weight w contributes w * v at the rate p. For such a sum S = sum(x) with variance estimate V = sum(p * (w * v)^2) and largest
single share m, the mid-P gamma interval holds (M. Fay, S. Kim, "Confidence intervals for directly standardized rates using
mid-p gamma intervals", Biometrical Journal 59, 2017): quantiles of the even mixture of a gamma distribution with mean S and
variance V and one with mean S + m and variance V + m^2.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

LEVEL = 0.90
STEPS = 60
Numbers = NDArray[np.float64]


def value_interval(
    value: float, variance: float, largest: float, level: float = LEVEL
) -> tuple[float, float]:
    """Low and high end of one value at `level`; (0, 0) where nothing was observed."""
    return value_intervals([(value, variance, largest)], level)[0]


def value_intervals(
    sums: Sequence[tuple[float, float, float]], level: float = LEVEL
) -> list[tuple[float, float]]:
    """The same for many at once, each as (value, variance, largest share)."""
    seen = [one for one in sums if one[0] > 0 and one[1] > 0]
    if not seen:
        return [(0.0, 0.0) for _ in sums]
    value, variance, largest = (np.array(column, dtype=float) for column in zip(*seen, strict=True))
    tail = (1 - level) / 2
    ends = zip(*(_quantiles(value, variance, largest, p) for p in (tail, 1 - tail)), strict=True)
    found = iter([(float(low), float(high)) for low, high in ends])
    return [next(found) if one[0] > 0 and one[1] > 0 else (0.0, 0.0) for one in sums]


def _quantiles(value: Numbers, variance: Numbers, largest: Numbers, p: float) -> Numbers:
    """Where the even mixture of the two gamma distributions reaches p, by bisection."""
    above, above_variance = value + largest, variance + largest**2
    low, high = np.zeros_like(value), above + 12 * np.sqrt(above_variance)
    for _ in range(STEPS):
        middle = (low + high) / 2
        short = (_cumulated(value, variance, middle) + _cumulated(above, above_variance, middle)) / 2 < p
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    found: Numbers = (low + high) / 2
    return found


def _cumulated(mean: Numbers, variance: Numbers, x: Numbers) -> Any:
    """Distribution function of the gamma distribution with this mean and variance."""
    return gammainc(mean**2 / variance, x * mean / variance)
