"""How far attributed value could be off.

Two doubts are carried: which calls the period happened to bring (Poisson bootstrap: W ~ Poisson(1) per call) and which
candidate visit a call really came from (one candidate, or nobody, drawn by the match probabilities p). A share worth v
contributes v * (p * (W - 1) + [its candidate was drawn]): mean p * v and variance p * v^2, that of a Poisson stream of
calls thinned by p. 400 draws, fixed seed; from the 5th to the 95th percentile, so the interval means to cover 90 %.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attribution.reports.journeys import Share, Told

DRAWS = 400
SEED = 20261121
PERCENTILES = (5.0, 95.0)


def value_intervals(calls: Sequence[Told], given: Sequence[Share]) -> dict[str, tuple[float, float]]:
    """Low and high attributed value per dimension value; only for those that got any."""
    draw = np.random.default_rng(SEED)
    weights = draw.poisson(1.0, (len(calls), DRAWS))
    chosen = _candidates(calls, given, draw)
    totals: dict[str, NDArray[np.float64]] = {}
    for share in given:
        value = calls[share.call].value
        if value:
            hit = share.probability * (weights[share.call] - 1) + (chosen[share.call] == share.candidate)
            totals[share.key] = totals.get(share.key, np.zeros(DRAWS)) + hit * (share.weight * value)
    return {key: _percentiles(total) for key, total in totals.items()}


def _candidates(
    calls: Sequence[Told], given: Sequence[Share], draw: np.random.Generator
) -> NDArray[np.int64]:
    """For every call and draw the index of the candidate that is taken for right, or -1 for none."""
    probabilities: dict[int, dict[int, float]] = {}
    for share in given:
        probabilities.setdefault(share.call, {})[share.candidate] = share.probability
    uniform = draw.random((len(calls), DRAWS))
    chosen = np.full((len(calls), DRAWS), -1)
    for call, by_candidate in probabilities.items():
        upper = np.cumsum([by_candidate[n] for n in sorted(by_candidate)])
        index = np.searchsorted(upper, uniform[call], side="right")
        chosen[call] = np.where(index < len(upper), index, -1)
    return chosen


def _percentiles(total: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(total, PERCENTILES)
    return (max(0.0, float(low)) if total.mean() > 0 else float(low)), float(high)
