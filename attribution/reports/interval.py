"""How far an attributed value could be off.

Two doubts are carried: which calls the period happened to bring, and which candidate visit a call really came from. Both
together make the value a compound Poisson sum: a call worth v whose candidate is right with probability p and gets the
weight w contributes w * v at the rate p. For such a sum S = sum(x) with variance estimate V = sum(p * (w * v)^2) and largest
single share m, the mid-P gamma interval holds (M. Fay, S. Kim, "Confidence intervals for directly standardized rates using
mid-p gamma intervals", Biometrical Journal 59, 2017): quantiles of the even mixture of a gamma distribution with mean S and
variance V and one with mean S + m and variance V + m^2.
"""

from collections.abc import Callable

from scipy.special import gammainc

LEVEL = 0.90
STEPS = 60


def value_interval(
    value: float, variance: float, largest: float, level: float = LEVEL
) -> tuple[float, float]:
    """Low and high end of the value at `level`. Nothing observed: from 0 to the like of one share."""
    if value <= 0 or variance <= 0:
        return 0.0, 0.0
    tail = (1 - level) / 2
    below = _cumulated(value, variance)
    above = _cumulated(value + largest, variance + largest**2)

    def mixture(x: float) -> float:
        return (below(x) + above(x)) / 2

    top = value + largest + 12 * (variance + largest**2) ** 0.5
    return _quantile(mixture, tail, top), _quantile(mixture, 1 - tail, top)


def _cumulated(mean: float, variance: float) -> Callable[[float], float]:
    """Distribution function of the gamma distribution with this mean and variance."""
    shape, scale = mean**2 / variance, variance / mean
    return lambda x: float(gammainc(shape, x / scale))


def _quantile(cumulated: Callable[[float], float], p: float, top: float) -> float:
    low, high = 0.0, top
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if cumulated(middle) < p else (low, middle)
    return (low + high) / 2
