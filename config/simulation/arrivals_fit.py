"""Fits the weights of the evidence to made-up traffic whose truth is known, by maximum likelihood.

    python -m config.simulation.arrivals_fit

The likelihood of a call is the probability given to its true visit, or to none of them: minus its logarithm is the log
loss. What a caller's earlier call was attributed to depends on the weights, so the fit is repeated on their own verdicts.
The settings differ from those of the bench and the tests in seed and in every rate, so that nothing is fitted to them.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from attribution.matching.candidate import CLICK_WITHIN
from attribution.matching.evidence import first_call, odds, odds_beyond
from attribution.matching.weights import WEIGHTS, Weights
from config.simulation.arrivals import DAY, HOUR, MINUTE, Traffic
from config.simulation.arrivals_draw import draw_world
from config.simulation.arrivals_facts import Judged, Observer

Numbers = NDArray[np.float64]
ROUNDS = 3
WARM_UP = 7 * DAY
# Long enough to count as never, and still a number.
AGES_AGO = 1e9
PARTS = ("on_show", "soon", "later", "kept", "click")
FACTORS = {"own": "own", "stranger": "stranger", "same_region": "same", "other_region": "other"}
TRAINING = (
    (Traffic(load=0.4, numbers=16, calls=0.05, wrong=0.1, dwell=120, soon_mean=5 * MINUTE), 101),
    (Traffic(load=0.7, numbers=25, calls=0.1, wrong=0.25, dwell=200, at_once=0.5, later_mean=7 * HOUR), 102),
    (Traffic(load=0.9, numbers=20, calls=0.06, wrong=0.12, clicks=0.5, repeats=0.3, dial_mean=15), 103),
    (
        Traffic(
            load=1.3, numbers=30, calls=0.08, wrong=0.2, click_blocked=0.3, days_mean=3 * DAY, dial_mean=25
        ),
        104,
    ),
    (Traffic(load=1.7, numbers=15, calls=0.07, wrong=0.15, soon=0.22, soon_mean=8 * MINUTE), 105),
    (Traffic(load=0.6, numbers=40, calls=0.04, wrong=0.08, clicks=0.75, switchboard=0.08, dial_mean=12), 106),
)


@dataclass(frozen=True, slots=True)
class Packed:
    """Candidates of many calls, one after the other. `call`: index of the call; `truth`: whether it is the true visit.

    `own`, `stranger`, `same`, `other`: 0 or 1; `first`: the share of the known caller's first call.
    Of each call: `returning` 0 or 1, `nobody` 0 or 1, `lost`: what of the first call's share is nobody's,
    `reach` of the candidates and their `pace` per second.
    """

    call: NDArray[np.int64]
    seen: Numbers
    clicked: Numbers
    own: Numbers
    stranger: Numbers
    same: Numbers
    other: Numbers
    first: Numbers
    truth: NDArray[np.bool_]
    returning: Numbers
    nobody: NDArray[np.bool_]
    lost: Numbers
    reach: Numbers
    pace: Numbers


def fit(training: Sequence[tuple[Traffic, int]] = TRAINING, weights: Weights = WEIGHTS) -> Weights:
    """The weights under which the training traffic is most likely."""
    worlds = [draw_world(traffic, seed) for traffic, seed in training]
    for _ in range(ROUNDS):
        judged = [
            row for world in worlds for row in Observer(world, weights).judge() if row.rung.at >= WARM_UP
        ]
        packed = pack(judged)
        found = minimize(loss, np.log(astuple(weights)), args=(packed,), jac=True, method="L-BFGS-B")
        weights = weights_of(found.x)
        print(f"{len(judged)} calls, log loss {found.fun:.4f}")
    return weights


def loss(logarithms: Numbers, data: Packed) -> tuple[float, Numbers]:
    """Mean log loss per call, by the formula of `attribution.matching.evidence`, and its slope.

    With L = mean of log(total / right), the slope along a logarithm x is the sum over candidates of d(o)/dx times
    1 / total, less 1 / right where the candidate is the truth; o is a product, or a sum of parts that each halve.
    """
    weights, calls = weights_of(logarithms), len(data.nobody)
    factor = weights.own**data.own * weights.stranger**data.stranger
    factor = factor * weights.same_region**data.same * weights.other_region**data.other
    rate = odds(weights, data.seen, data.clicked) * factor
    again = weights.returning * data.returning
    beyond = data.pace * odds_beyond(weights, data.reach)
    total = 1 + again + beyond + np.bincount(data.call, rate, calls)
    mass = rate + weights.returning * data.first
    right = np.bincount(data.call[data.truth], mass[data.truth], calls)
    right = np.where(data.nobody, 1 + beyond + weights.returning * data.lost, right)
    pull = 1 / total[data.call] - data.truth / right[data.call]
    slope = {
        **_slopes_of_parts(weights, data, factor * pull, data.pace * (1 / total - data.nobody / right)),
        **{name: float((rate * pull * getattr(data, column)).sum()) for name, column in FACTORS.items()},
    }
    kept_right = np.where(
        data.nobody, data.lost, np.bincount(data.call[data.truth], data.first[data.truth], calls)
    )
    slope["returning"] = float((again / total - weights.returning * kept_right / right).sum())
    ordered = np.array([slope[column.name] for column in fields(weights)])
    return float(-np.log(right / total).mean()), ordered / calls


def _slopes_of_parts(weights: Weights, data: Packed, pull: Numbers, pull_beyond: Numbers) -> dict[str, float]:
    found = {}
    for name in PARTS:
        age = data.clicked if name == "click" else data.seen
        odds_now, half_life = getattr(weights, name), getattr(weights, f"{name}_half_life")
        part = odds_now * 2.0 ** (-age / half_life) * pull
        rate = math.log(2) / half_life
        found[name] = float(part.sum())
        found[f"{name}_half_life"] = float((part * age).sum()) * rate
        if name != "click":
            beyond = odds_now / rate * 2.0 ** (-data.reach / half_life) * pull_beyond
            found[name] += float(beyond.sum())
            found[f"{name}_half_life"] += float((beyond * (1 + rate * data.reach)).sum())
    return found


def pack(judged: Sequence[Judged]) -> Packed:
    """Calls as arrays."""
    rows: list[tuple[float, ...]] = []
    calls: list[tuple[float, ...]] = []
    for n, one in enumerate(judged):
        kept = first_call(one.candidates, one.caller)
        first = dict(kept.shares) if kept else {}
        known = {candidate.visit_id: candidate for candidate in one.candidates}
        truth = one.rung.visit_id
        for candidate in one.candidates:
            own = candidate.visitor_id in one.caller.visitor_ids
            clicked = candidate.clicked if candidate.clicked <= CLICK_WITHIN else AGES_AGO
            region = candidate.same_region
            rows.append(
                (
                    n,
                    candidate.seen,
                    clicked,
                    own,
                    bool(one.caller.visitor_ids) and not own,
                    region is True,
                    region is False,
                    first.get(candidate.visit_id, 0.0),
                    candidate.visit_id == truth,
                )
            )
        for visit in first.keys() - known.keys():
            rows.append((n, AGES_AGO, AGES_AGO, 0, 0, 0, 0, first[visit], visit == truth))
        nobody = truth not in known and truth not in first
        lost = 1 - sum(first.values()) if kept else 0.0
        calls.append((kept is not None, nobody, lost, one.reach, len(one.candidates) / one.reach))
    table, ends = list(np.array(rows, dtype=float).T), list(np.array(calls, dtype=float).T)
    return Packed(
        table[0].astype(np.int64),
        table[1],
        table[2],
        table[3],
        table[4],
        table[5],
        table[6],
        table[7],
        table[8].astype(bool),
        ends[0],
        ends[1].astype(bool),
        ends[2],
        ends[3],
        ends[4],
    )


def weights_of(logarithms: Numbers) -> Weights:
    """All weights are positive, so their logarithms are fitted."""
    return Weights(*np.exp(logarithms).tolist())


if __name__ == "__main__":
    for name, value in asdict(fit()).items():
        print(f"    {name}={value:.4g},")
