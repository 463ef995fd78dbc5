"""A Markov chain of channels, and what is lost when one of them is taken away (attribution reference 2.1).

States are the start, sequences of `order` channels (shorter journeys are one state), conversion and null. Nothing is
drawn at random: probabilities come from a matrix inverse (order 1) or from walking the whole distribution forward until
less than `ON_THE_ROAD` of it has not ended (higher orders), which bounds the error.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from attribution.credit.journeys import Floats, Ints, Journeys, sum_by

ON_THE_ROAD = 1e-14
MOST_STEPS = 100_000
LOOKED_UP = 10_000_000  # codes that still fit into a table
# State numbers of a `Moves`; sequences of channels follow.
START, CONVERSION, NULL, FIRST = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class Moves:
    """How often the chain goes from state `source` to state `target`, and the value of conversions reached that way.

    Moves may repeat: they add up, over days as over journeys. `channels`: for each state from FIRST on, what it holds.
    """

    source: Ints
    target: Ints
    count: Floats
    value: Floats
    channels: Sequence[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Effects:
    """`removal` and `value_removal`: share of conversions (value) lost without each channel. `rate`: conversions per
    journey, `mean_value`: value per journey.
    """

    removal: Floats
    value_removal: Floats
    rate: float
    mean_value: float


def moves(journeys: Journeys, order: int) -> Moves:
    """The moves of all journeys at `order` 1 to 4; a state that follows itself is skipped."""
    codes = _windows(journeys, order)
    known, state = _numbered(codes.code, (len(journeys.names) + 1) ** order)
    weight = (journeys.conversions + journeys.nulls)[codes.owner]
    inner = np.flatnonzero((codes.owner[1:] == codes.owner[:-1]) & (state[1:] != state[:-1]))
    last = np.append(np.flatnonzero(codes.owner[1:] != codes.owner[:-1]), len(state) - 1)
    first = np.concatenate(([0], last[:-1] + 1))
    none = np.zeros(0)
    parts = (
        (np.full(len(first), START), state[first], weight[first], none),
        (state[inner], state[inner + 1], weight[inner], none),
        (state[last], np.full(len(last), CONVERSION), journeys.conversions, journeys.value),
        (state[last], np.full(len(last), NULL), journeys.nulls, none),
    )
    source, target, count = (np.concatenate([part[n] for part in parts]) for n in range(3))
    value = np.concatenate([part[3] if len(part[3]) else np.zeros(len(part[2])) for part in parts])
    base = len(journeys.names) + 1
    return Moves(source, target, count, value, [_digits(int(code), base) for code in known])


def effects(found: Moves, channels: int) -> Effects:
    """Removal effects of `channels` channels; zeros where nothing converted."""
    states = FIRST + len(found.channels)
    sums = sum_by(found.source, found.count, states)[found.source]
    won = found.target == CONVERSION
    rates, paid = (
        np.divide(of, sums, out=np.zeros_like(of), where=sums > 0) for of in (found.count, found.value)
    )
    ends = np.stack([sum_by(found.source[won], of[won], states) for of in (rates, paid)], axis=1)
    inner = found.target >= FIRST
    ahead = csr_array((rates[inner], (found.source[inner], found.target[inner])), shape=(states, states))
    solve = _by_inverse if all(len(held) == 1 for held in found.channels) else _by_walking
    whole, lost = solve(ahead, ends, found.channels, channels)
    shares = np.divide(lost, whole, out=np.zeros_like(lost), where=whole != 0)
    return Effects(shares[:, 0], shares[:, 1], float(whole[0]), float(whole[1]))


def _by_inverse(
    ahead: csr_array, ends: Floats, held: Sequence[tuple[int, ...]], channels: int
) -> tuple[Floats, Floats]:
    """With N = (I - Q)^-1: a walk that meets k goes N[s,k] / N[k,k] of all walks, and ends from there as N[k] r."""
    visits = np.linalg.inv(np.eye(ahead.shape[0]) - ahead.toarray())
    reached = visits @ ends
    lost = np.zeros((channels, 2))
    for place, (channel,) in enumerate(held, FIRST):
        lost[channel] = visits[START, place] / visits[place, place] * reached[place]
    return reached[START], lost


def _by_walking(
    ahead: csr_array, ends: Floats, held: Sequence[tuple[int, ...]], channels: int
) -> tuple[Floats, Floats]:
    """Everybody starts at once; who arrives at a state with the channel taken away is lost."""
    whole = _walk(ahead, ends, np.ones(ahead.shape[0]))
    lost = np.zeros((channels, 2))
    for channel in range(channels):
        open_states = np.ones(ahead.shape[0])
        open_states[FIRST:] = [channel not in one for one in held]
        lost[channel] = whole - _walk(ahead, ends, open_states)
    return whole, lost


def _walk(ahead: csr_array, ends: Floats, open_states: Floats) -> Floats:
    here = np.zeros(ahead.shape[0])
    here[START] = 1.0
    back, found = ahead.T.tocsr(), np.zeros(2)
    for _ in range(MOST_STEPS):
        found = found + here @ ends
        here = (back @ here) * open_states
        if here.sum() < ON_THE_ROAD:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Windows:
    code: Ints
    owner: Ints


def _windows(journeys: Journeys, order: int) -> _Windows:
    """The sequences of `order` neighbouring channels as numbers to the base of one more than there are channels; a journey
    that is shorter is one sequence.
    """
    base = len(journeys.names) + 1
    if base**order >= 2**63:
        raise ValueError(f"order {order}: too many channels ({len(journeys.names)})")
    # Up to `order` channels that end at each touch; those that end before the first full one are parts of it.
    code = np.zeros(len(journeys.channel), dtype=np.int64)
    for back in range(min(order, int(journeys.lengths.max(initial=1)))):
        older = np.zeros_like(code)
        older[back:] = journeys.channel[: len(code) - back] + 1
        code += np.where(journeys.place >= back, older * base**back, 0)
    needed = np.minimum(order, journeys.lengths)[journeys.owner]
    kept = journeys.place >= needed - 1
    return _Windows(code[kept], journeys.owner[kept])


def _numbered(code: Ints, codes: int) -> tuple[Ints, Ints]:
    """The codes that occur, in order, and each code's state: its place among them, from FIRST on."""
    if codes > LOOKED_UP:
        known, place = np.unique(code, return_inverse=True)
        return known, place + FIRST
    occurs = np.zeros(codes, dtype=bool)
    occurs[code] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1 + FIRST)[code]


def _digits(code: int, base: int) -> tuple[int, ...]:
    found: list[int] = []
    while code:
        code, digit = divmod(code, base)
        found.append(digit - 1)
    return tuple(reversed(found))
