"""Hears the silenced recording again where numbers were hidden, and silences more until none is left.

What is still heard is silenced and heard again, twice at most; then the whole place goes on both channels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Spoken
from compliance.redaction.policy import ALWAYS_HIDDEN
from compliance.redaction.sound.energy import Samples
from compliance.redaction.sound.intervals import (
    WORD_TYPES,
    Stretch,
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
# Digits in a row that are one too many, in strict places and around other hidden numbers.
IN_STRICT = 3
ELSEWHERE = 5
AROUND_STRICT = 3.0
AROUND_OTHER = 2.0

# Hears stretches (start, end, whose channel or "both") of samples.
Listener = Callable[[Samples, Sequence[tuple[float, float, str]]], Sequence[Spoken]]


@dataclass(frozen=True, slots=True)
class Place:
    """Seconds in which numbers of `speaker` (or of "both") were hidden.

    A `strict` place is one where a card was paid with, or where what was said opens an account by itself.
    """

    start: float
    end: float
    strict: bool
    speaker: str = BOTH

    @property
    def around(self) -> tuple[float, float]:
        """What is heard again because of it."""
        margin = AROUND_STRICT if self.strict else AROUND_OTHER
        return self.start - margin, self.end + margin

    @property
    def stretch(self) -> tuple[float, float, str]:
        """The same for a listener."""
        return *self.around, self.speaker


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
    """Where numbers were hidden: payment windows, segments, and numbers outside of them. Raises RedactionError."""
    payment = [Place(*window_bounds(window, sound), True) for window in redaction.windows]
    payment += [Place(segment.start, segment.end, True) for segment in segments]
    # The engine makes a window of a segment in which something was said.
    payment = list(dict.fromkeys(payment))
    others = (_place_of(item) for item in hidden_stretches(redaction, turns) if item.type not in WORD_TYPES)
    return payment + [
        one
        for one in others
        if not any(place.start <= one.start and one.end <= place.end for place in payment)
    ]


def _place_of(item: Stretch) -> Place:
    strict = item.type in ALWAYS_HIDDEN
    return Place(item.start, item.end, strict, BOTH if strict else item.speaker)


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
            more = [number_mute(sound, n.speaker, n.start, n.end, both=place.strict) for place, n in leaks]
        if pending:
            silenced = finished([*silenced, *more], sound)
            samples = mute(sound, silenced)
        if rounds > MOST_ROUNDS:
            break
    return Verified(samples, silenced, rounds, len(found), len(extended), len(pending))


def _leaks(
    samples: Samples, pending: Sequence[Place], kept: Sequence[SpokenNumber], listeners: Sequence[Listener]
) -> Iterator[tuple[Place, SpokenNumber]]:
    stretches = [place.stretch for place in pending]
    for listener in listeners:
        for number in numbers(listener(samples, stretches)):
            for place in pending:
                if _leaks_at(place, number, kept):
                    yield place, number


def _leaks_at(place: Place, number: SpokenNumber, kept: Sequence[SpokenNumber]) -> bool:
    if place.strict and number.count >= IN_STRICT and number.overlaps(place.start, place.end):
        return True
    if number.count < ELSEWHERE or not number.overlaps(*place.around):
        return False
    return not any(number.speaker == one.speaker and number.overlaps(one.start, one.end) for one in kept)
