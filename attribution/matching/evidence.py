"""How strongly each candidate visit is tied to a call. Pure: no rows, only times.

Weights are the confidence a candidate would deserve if it were the only one (telephony reference B5): a click on the
number within two minutes 0.97; the number on show to this visit alone 0.90; the lease over and nobody since 0.75,
halved each day. Several candidates compete by their odds, and so does "none of them":

    p_i = o_i / (1 + sum of o_j),  o_i = w_i / (1 - w_i)

One candidate alone keeps its weight; the probabilities of a call never sum to more than 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TEL_CLICK = 0.97
ON_SHOW = 0.90
AFTERWARDS = 0.75
TEL_CLICK_WITHIN = timedelta(seconds=120)
HALF_LIFE = timedelta(hours=24)
NEGLIGIBLE = 0.01


@dataclass(frozen=True, slots=True)
class Candidate:
    """A visit that held the called number: shown from `shown_at`, last sign of life `last_seen`, last click on it."""

    visit_id: int
    shown_at: datetime
    last_seen: datetime
    lease: timedelta
    tel_click: datetime | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate's probability and what it rests on."""

    visit_id: int
    probability: float
    evidence: Mapping[str, str | float]


def weigh(candidates: Sequence[Candidate], called_at: datetime) -> list[Weighed]:
    """Candidates by falling probability; the negligible ones are dropped, their share goes to "none of them"."""
    weights = [_weight(candidate, called_at) for candidate in candidates]
    odds = [weight / (1 - weight) for weight, _ in weights]
    total = 1 + sum(odds)
    rows = [
        Weighed(
            candidate.visit_id,
            share / total,
            {"kind": kind, "weight": round(weight, 4), **_times(candidate, called_at)},
        )
        for candidate, (weight, kind), share in zip(candidates, weights, odds, strict=True)
    ]
    kept = [row for row in rows if row.probability >= NEGLIGIBLE]
    return sorted(kept, key=lambda row: (-row.probability, row.visit_id))


def _weight(candidate: Candidate, called_at: datetime) -> tuple[float, str]:
    click = candidate.tel_click
    if click is not None and called_at - click <= TEL_CLICK_WITHIN:
        return TEL_CLICK, "tel_click"
    since = called_at - candidate.last_seen
    if since <= candidate.lease:
        return ON_SHOW, "number_on_show"
    return AFTERWARDS * 0.5 ** ((since - candidate.lease) / HALF_LIFE), "number_shown_before"


def _times(candidate: Candidate, called_at: datetime) -> dict[str, float]:
    return {
        "seconds_since_shown": round((called_at - candidate.shown_at).total_seconds(), 1),
        "seconds_since_seen": round((called_at - candidate.last_seen).total_seconds(), 1),
    }
