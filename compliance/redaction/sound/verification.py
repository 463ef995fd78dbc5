"""Hears the silenced recording again where numbers were hidden, and silences more until none is left.

What is still heard is silenced and heard again, twice at most; then the whole place goes on both channels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Spoken
from compliance.redaction.sound.energy import Samples
from compliance.redaction.sound.intervals import (
    WORD_TYPES,
    finished,
    hidden_stretches,
    number_mute,
    window_bounds,
)
from compliance.redaction.sound.muting import Mute, mute
from compliance.redaction.sound.recorded import BOTH, CallSound
from compliance.redaction.sound.spoken import SpokenNumber, numbers
from compliance.redaction.span import Redaction, Segment

MOST_ROUNDS = 2
# Digits in a row that are one too many, in payment segments and around other hidden numbers (PCI DSS; see C3-6).
IN_PAYMENT = 3
ELSEWHERE = 5
AROUND_PAYMENT = 3.0
AROUND_NUMBER = 2.0

Listener = Callable[[Samples, Sequence[tuple[float, float]]], Sequence[Spoken]]


@dataclass(frozen=True, slots=True)
class Place:
    """Seconds in which numbers were hidden; `payment` when a card was paid with."""

    start: float
    end: float
    payment: bool

    @property
    def around(self) -> tuple[float, float]:
        """What is heard again because of it."""
        margin = AROUND_PAYMENT if self.payment else AROUND_NUMBER
        return self.start - margin, self.end + margin


@dataclass(frozen=True, slots=True)
class Verified:
    """The sound that may be kept, its mutes, and what hearing it again found, in counts.

    `rounds` is how often it was heard, `windows` how many places were, `extended` in how many numbers were still to
    hear, `closed` how many of those were silenced whole.
    """

    samples: Samples
    mutes: list[Mute]
    rounds: int
    windows: int
    extended: int
    closed: int


def places(
    redaction: Redaction, turns: Sequence[Spoken], sound: CallSound, segments: Iterable[Segment] = ()
) -> list[Place]:
    """Where numbers were hidden: payment windows and segments first, then numbers outside of them."""
    payment = [Place(*window_bounds(window, sound), True) for window in redaction.windows]
    payment += [Place(segment.start, segment.end, True) for segment in segments]
    others = (
        Place(item.start, item.end, False)
        for item in hidden_stretches(redaction, turns)
        if item.type not in WORD_TYPES
    )
    inside = [one for one in others if not any(p.start <= one.start and one.end <= p.end for p in payment)]
    return [*payment, *inside]


def verify(
    sound: CallSound,
    mutes: Sequence[Mute],
    found: Sequence[Place],
    kept: Sequence[SpokenNumber],
    listeners: Sequence[Listener],
) -> Verified:
    """Listen in `found` places until no number is heard; numbers that were `kept` on purpose do not count.

    Raises whatever a listener raises; then nothing may be kept.
    """
    silenced, samples = list(mutes), mute(sound, mutes)
    pending, extended, rounds = list(found), set[Place](), 0
    while pending:
        rounds += 1
        leaks = list(_leaks(samples, pending, kept, listeners))
        pending = [place for place in pending if any(place == where for where, _ in leaks)]
        extended |= set(pending)
        if rounds > MOST_ROUNDS:
            more = [Mute(BOTH, *place.around) for place in pending]
        else:
            more = [number_mute(sound, n.speaker, n.start, n.end, both=place.payment) for place, n in leaks]
        if pending:
            silenced = finished([*silenced, *more], sound)
            samples = mute(sound, silenced)
        if rounds > MOST_ROUNDS:
            break
    return Verified(samples, silenced, rounds, len(found), len(extended), len(pending))


def _leaks(
    samples: Samples, pending: Sequence[Place], kept: Sequence[SpokenNumber], listeners: Sequence[Listener]
) -> Iterator[tuple[Place, SpokenNumber]]:
    stretches = [place.around for place in pending]
    for listener in listeners:
        for number in numbers(listener(samples, stretches)):
            for place in pending:
                if _leaks_at(place, number, kept):
                    yield place, number


def _leaks_at(place: Place, number: SpokenNumber, kept: Sequence[SpokenNumber]) -> bool:
    if place.payment and number.count >= IN_PAYMENT and number.overlaps(place.start, place.end):
        return True
    if number.count < ELSEWHERE or not number.overlaps(*place.around):
        return False
    return not any(number.speaker == one.speaker and number.overlaps(one.start, one.end) for one in kept)
