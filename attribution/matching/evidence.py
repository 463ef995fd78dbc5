"""How strongly each candidate visit is tied to a call. Pure: no rows, only facts about the moment of the call.

Everybody who was shown a number calls it at some rate that falls with the time since; so does nobody in particular, at
the rate 1. Of competing rates, each has caused a call with its share of their sum:

    p_i = (o_i + r s_i) / (1 + r + t + sum of o_j)

o_i: the odds of visit i (see `odds`). r: odds that a known caller just dials again, in which case the call comes from
where the first one came from, visit i with its share s_i. t: the odds of all those who saw the number longer ago than
the candidates reach, as if it had been shown at the same pace. What is left is the probability of none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from attribution.matching.candidate import (
    CLICK_WITHIN,
    LOOK_BACK,
    MOST_CANDIDATES,
    NEVER,
    Caller,
    Candidate,
    FirstCall,
)
from attribution.matching.facts import Fact, facts_of
from attribution.matching.weights import WEIGHTS, Weights

NEGLIGIBLE = 0.005
MOST_KEPT = 20

# One visit's number, or those of many at once.
N = TypeVar("N", float, NDArray[np.float64])


UNKNOWN = Caller()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A visit's probability and what it rests on."""

    visit_id: int
    probability: float
    evidence: Mapping[str, Fact] = field(default_factory=dict)


def weigh(
    candidates: Sequence[Candidate],
    caller: Caller = UNKNOWN,
    *,
    reach: float = LOOK_BACK,
    weights: Weights = WEIGHTS,
) -> list[Weighed]:
    """Visits by falling probability, at most MOST_KEPT; of the negligible ones the share stays with "none of them".

    `reach`: the candidates are all that were last seen within so many seconds before the call.
    """
    own = {candidate.visit_id: _odds_of(candidate, caller, weights) for candidate in candidates}
    first = first_call(candidates, caller)
    again = {visit: weights.returning * share for visit, share in first.shares.items()} if first else {}
    earlier = len(candidates) / reach * odds_beyond(weights, reach)
    total = 1 + (weights.returning if first else 0.0) + earlier + sum(own.values())
    probabilities = {
        visit: (own.get(visit, 0.0) + again.get(visit, 0.0)) / total for visit in {**own, **again}
    }
    kept = sorted(probabilities.items(), key=lambda item: (-item[1], item[0]))[:MOST_KEPT]
    facts = facts_of(candidates, caller, {visit for visit, p in kept if p >= NEGLIGIBLE})
    for visit, found in facts.items():
        found["odds"] = round(own.get(visit, 0.0) + again.get(visit, 0.0), 4)
        if first is not None and again.get(visit, 0.0) > own.get(visit, 0.0):
            found["kind"] = "returning_caller"
            found["first_call"] = first.call_id
            found["seconds_since_first_call"] = round(first.ago, 1)
    return [Weighed(visit, p, facts[visit]) for visit, p in kept if p >= NEGLIGIBLE]


def first_call(candidates: Sequence[Candidate], caller: Caller) -> FirstCall | None:
    """The first call of a known caller; None when the caller was shown the number again since."""
    first = caller.first
    if first is None or any(
        candidate.visitor_id in caller.visitor_ids and candidate.shown < first.ago for candidate in candidates
    ):
        return None
    return first


def odds(weights: Weights, seen: N, clicked: N) -> N:
    """Odds of visits last seen and last clicked so many seconds before the call, against a call from nobody."""
    on_show = weights.on_show * 2.0 ** (-seen / weights.on_show_half_life)
    soon = weights.soon * 2.0 ** (-seen / weights.soon_half_life)
    later = weights.later * 2.0 ** (-seen / weights.later_half_life)
    kept = weights.kept * 2.0 ** (-seen / weights.kept_half_life)
    click = weights.click * 2.0 ** (-clicked / weights.click_half_life)
    total: N = on_show + soon + later + kept + click
    return total


def reach_of(candidates: Sequence[Candidate], look_back: float) -> float:
    """How far the candidates reach: the look-back, or as far as the last of those that were too many."""
    if len(candidates) < MOST_CANDIDATES:
        return look_back
    return max(1.0, *(candidate.seen for candidate in candidates))


def odds_beyond(weights: Weights, reach: N) -> N:
    """Odds of all visits last seen more than `reach` seconds before the call, if one was seen each second: the integral
    of `odds` from there on, without clicks.
    """
    on_show = weights.on_show * weights.on_show_half_life * 2.0 ** (-reach / weights.on_show_half_life)
    soon = weights.soon * weights.soon_half_life * 2.0 ** (-reach / weights.soon_half_life)
    later = weights.later * weights.later_half_life * 2.0 ** (-reach / weights.later_half_life)
    kept = weights.kept * weights.kept_half_life * 2.0 ** (-reach / weights.kept_half_life)
    total: N = (on_show + soon + later + kept) / log(2)
    return total


def _odds_of(candidate: Candidate, caller: Caller, weights: Weights) -> float:
    clicked = candidate.clicked if candidate.clicked <= CLICK_WITHIN else NEVER
    found = odds(weights, float(candidate.seen), float(clicked))
    if caller.visitor_ids:
        found *= weights.own if candidate.visitor_id in caller.visitor_ids else weights.stranger
    if candidate.same_region is not None:
        found *= weights.same_region if candidate.same_region else weights.other_region
    return found
