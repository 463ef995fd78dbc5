"""How often the interval of a report holds the truth: made-up calls, matched as the product matches them.

The population are the calls of made-up traffic whose truth is known (`draw_world`), with the product's own match
probabilities, each visitor belonging to one campaign. Each call also has a true outcome, and one as a classifier with
calibrated probabilities would find it. A period draws from the population as a Poisson stream; the truth is what the
campaign really brings in the mean of such periods (calls whose visit is no candidate are "Unattributed"). Counted is how
often the report's 90 % interval for calls, conversions and value holds it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attribution.credit.journeys import sum_by
from attribution.reports.interval import value_intervals
from attribution.rollups.credit import Figures, Sum, summed
from config.bench.matching import WARM_UP
from config.simulation.arrivals import DAY, Traffic
from config.simulation.arrivals_draw import draw_world
from config.simulation.arrivals_facts import Judged, Observer

SHARES = (0.4, 0.25, 0.15, 0.1, 0.06, 0.04)  # of the visitors, by campaign
CONVERTS, SURE = (
    0.35,
    (14.0, 1.1),
)  # how many calls do; the classifier's probability of those it finds, a beta distribution
VALUE = (4.0, 60.0)  # a gamma distribution: shape, scale
LOADS = (0.5, 1.0, 2.0)  # of the pool of numbers
SIZES = (30, 100, 400)  # calls a period
PERIODS, SEED, DAYS = 400, 41, 60.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """One size of period at one load: share of intervals that hold the truth, for calls, conversions and value."""

    load: float
    calls: int
    of_calls: float
    of_conversions: float
    of_value: float


@dataclass(frozen=True, eq=False)
class _Population:
    """n calls and their candidates (call, campaign, probability); the truth as campaign (-1: none) and real outcome."""

    call: NDArray[np.int64]
    campaign: NDArray[np.int64]
    probability: NDArray[np.float64]
    own: Figures
    true_campaign: NDArray[np.int64]
    true_conversions: NDArray[np.float64]
    value: NDArray[np.float64]


def measure_coverage(
    periods: int = PERIODS, sizes: Iterable[int] = SIZES, loads: Iterable[float] = LOADS
) -> Iterator[Coverage]:
    """Every load and size."""
    for n, load in enumerate(loads):
        found = _population(load, SEED + n)
        random = np.random.default_rng(SEED + n)
        for calls in sizes:
            hits = np.concatenate([_period(found, calls, random) for _ in range(periods)])
            yield Coverage(load, calls, *hits.mean(axis=0).tolist())


def _population(load: float, seed: int) -> _Population:
    random = np.random.default_rng(seed)
    world = draw_world(Traffic(load=load, days=WARM_UP / DAY + DAYS / load), seed)
    judged = [one for one in Observer(world).judge() if one.rung.at >= WARM_UP]
    visitor = {one.visit_id: one.visitor_id for one in world.shown}
    of_visitor = random.choice(len(SHARES), max(visitor.values()) + 1, p=SHARES)
    rows = [
        (n, campaign, share)
        for n, one in enumerate(judged)
        for campaign, share in _shares(one, visitor, of_visitor).items()
    ]
    count = len(judged)
    there = [one.rung.visit_id in {row.visit_id for row in one.verdict} for one in judged]
    truth = np.array(
        [
            of_visitor[visitor[one.rung.visit_id or 0]] if known else -1
            for one, known in zip(judged, there, strict=True)
        ],
        np.int64,
    )
    found = random.random(count) < CONVERTS
    sure = random.beta(*SURE, count)
    # As many are missed as are found in error, among the calls in which nothing was found.
    missed = random.random(count) < (1 - sure[found].mean()) * CONVERTS / (1 - CONVERTS)
    real = np.where(found, random.random(count) < sure, missed).astype(float)
    value = random.gamma(*VALUE, count)
    own = Figures(np.ones(count), np.zeros(count), found.astype(float), found * value, 1 + sure * (1 - sure))
    call, campaign, probability = (np.array([row[n] for row in rows]) for n in range(3))
    return _Population(
        call.astype(np.int64), campaign.astype(np.int64), probability.astype(float), own, truth, real, value
    )


def _shares(one: Judged, visitor: Mapping[int, int], of_visitor: NDArray[np.int64]) -> dict[int, float]:
    """Probability of a call by campaign."""
    found: dict[int, float] = {}
    for row in one.verdict:
        campaign = int(of_visitor[visitor[row.visit_id]])
        found[campaign] = found.get(campaign, 0.0) + row.probability
    return found


def _period(found: _Population, calls: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """One row per campaign: whether the intervals of calls, conversions and value hold the truth."""
    count = len(found.value)
    rate = calls / count
    times = random.poisson(rate, count)
    shares = np.repeat(np.arange(len(found.call)), times[found.call])
    own = Figures(*(one[found.call[shares]] for one in found.own))
    whole = np.ones(len(shares))
    sums = summed(found.campaign[shares], found.probability[shares], whole, own, len(SHARES))
    known = found.true_campaign >= 0
    place = found.true_campaign[known]
    truths = [
        rate * sum_by(place, figure[known], len(SHARES))
        for figure in (np.ones(count), found.true_conversions, found.true_conversions * found.value)
    ]
    rows = [
        _holds(sums, name, truth)
        for name, truth in zip(("calls", "conversions", "value"), truths, strict=True)
    ]
    return np.stack(rows, axis=1)


def _holds(sums: list[Sum], name: str, truth: NDArray[np.float64]) -> NDArray[np.bool_]:
    intervals = value_intervals(
        [
            (getattr(one, name), getattr(one, f"{name}_variance"), one.largest if name == "value" else 1.0)
            for one in sums
        ]
    )
    return np.array(
        [low <= true <= high for (low, high), true in zip(intervals, truth.tolist(), strict=True)]
    )
