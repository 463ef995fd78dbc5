"""How well calls are tied to visits: made-up traffic whose truth is known, at several loads of the pool."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from attribution.matching.candidate import CLICK_WITHIN, Candidate
from config.simulation.arrivals import DAY, HOUR, Traffic
from config.simulation.arrivals_draw import draw_world
from config.simulation.arrivals_facts import Judged, Observer

LOADS = (0.5, 1.0, 2.0)
DAYS, SEED = 42.0, 2026
# Until then numbers have no past.
WARM_UP = 7 * DAY
EDGES = (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
LEAST_SAID = 1e-6
# A rule without doubt would lose infinitely much the first time it is wrong.
SURE = 0.99


@dataclass(frozen=True, slots=True)
class Bin:
    """Calls whose best visit was given a probability of the same size: how many, the mean of it, the share right."""

    calls: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Score:
    """One load. Log losses per call, over the candidates and none of them: ours, of fixed odds, of the last holder.

    `error`: expected calibration error of the best visit; `near_09`: share right where 0.85 to 0.95 was said;
    `unattributed`: share of calls without a visit more likely than not; `nobody`: share of calls whose true origin is no
    candidate; `short`: of visits without a number of their own.
    """

    load: float
    calls: int
    log_loss: float
    log_loss_fixed: float
    log_loss_last: float
    error: float
    near_09: Bin
    unattributed: float
    nobody: float
    short: float
    bins: Sequence[Bin]


def measure_matching(
    loads: Iterable[float] = LOADS, *, days: float = DAYS, seed: int = SEED
) -> Iterator[Score]:
    """The score at each load, in Erlang offered per number over the whole day; none of it was used in the fit.

    `days`: how long load 1 is measured; the others so long that the calls are about as many.
    """
    for n, load in enumerate(loads):
        yield score(Traffic(load=load, days=WARM_UP / DAY + days / load), seed + n)


def score(traffic: Traffic, seed: int) -> Score:
    """Judges every call of a made-up world after its warm-up."""
    world = draw_world(traffic, seed)
    judged = [one for one in Observer(world).judge() if one.rung.at >= WARM_UP]
    best = [(_best(one), one) for one in judged]
    bins = [
        _bin([(said, right) for (said, right), _ in best if low <= said < high or said == high == 1])
        for low, high in pairwise(EDGES)
    ]
    count = len(judged)
    return Score(
        traffic.load,
        count,
        sum(-math.log(max(one.true_probability, LEAST_SAID)) for one in judged) / count,
        sum(_loss(one, _fixed_odds(one.candidates)) for one in judged) / count,
        sum(_loss(one, _last_holder(one.candidates)) for one in judged) / count,
        sum(row.calls * abs(row.said - row.right) for row in bins) / count,
        bins[-2],
        sum(said <= 0.5 for (said, _), _ in best) / count,
        sum(not _is_there(one) for one in judged) / count,
        world.short,
        bins,
    )


def _best(one: Judged) -> tuple[float, bool]:
    """The probability of the best visit and whether it is the true one; 0 where there is none."""
    if not one.verdict:
        return 0.0, False
    return one.verdict[0].probability, one.verdict[0].visit_id == one.rung.visit_id


def _is_there(one: Judged) -> bool:
    """Whether the true visit could be found at all: it was shown the number within the look-back."""
    known = {candidate.visit_id for candidate in one.candidates} | {row.visit_id for row in one.verdict}
    return one.rung.visit_id in known


def _bin(rows: Sequence[tuple[float, bool]]) -> Bin:
    if not rows:
        return Bin(0, 0.0, 0.0)
    return Bin(
        len(rows), sum(said for said, _ in rows) / len(rows), sum(right for _, right in rows) / len(rows)
    )


def _loss(one: Judged, said: Mapping[int, float]) -> float:
    truth = one.rung.visit_id
    probability = said[truth] if truth is not None and truth in said else 1 - sum(said.values())
    return -math.log(max(probability, LEAST_SAID))


def _fixed_odds(candidates: Sequence[Candidate]) -> dict[int, float]:
    """The telephony reference's suggested confidences, unfitted: 0.97 after a click, 0.90 on show, else 0.75 halved each
    day, shared by odds against one for nobody.
    """
    odds = {one.visit_id: _fixed_weight(one) for one in candidates}
    total = 1 + sum(odds.values())
    return {visit: share / total for visit, share in odds.items()}


def _fixed_weight(one: Candidate) -> float:
    if one.clicked <= CLICK_WITHIN:
        weight = 0.97
    elif one.seen <= one.lease:
        weight = 0.90
    else:
        weight = 0.75 * 0.5 ** ((one.seen - one.lease) / (24 * HOUR))
    return weight / (1 - weight)


def _last_holder(candidates: Sequence[Candidate]) -> dict[int, float]:
    if not candidates:
        return {}
    return {min(candidates, key=lambda one: one.shown).visit_id: SURE}
