"""From what was hidden in the words to what is silenced in the sound.

Recognisers place words up to a third of a second wrong and leave words out, so a number is silenced from its first
to its last word, with measured padding, outward to the next pause, and with all sound around it that no readable
word explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from compliance.redaction.dialogue import Spoken
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.sound.crosstalk import echoes
from compliance.redaction.sound.muting import Mute, clipped, joined
from compliance.redaction.sound.recorded import BOTH, CallSound
from compliance.redaction.span import PaymentWindow, Redaction, RedactionError, Segment, Span

WORD_TYPES = frozenset({"NAME", "CONDITION", "MEDICATION"})


@dataclass(frozen=True, slots=True)
class Padding:
    """Seconds around a hidden stretch, and how far it goes on from there to the next pause."""

    before: float
    after: float
    reach: float


NUMBERS = Padding(0.3, 0.5, 0.4)
NAMES = Padding(0.15, 0.25, 0.0)
# Gaps between hidden words of one number that are closed: digits that were never written lie in them.
LONGEST_GAP = 2.0
# How far the caller's answer may run on when the agent goes on to something else.
WINDOW = Padding(0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds in which one speaker said something hidden, of one entity type."""

    speaker: str
    start: float
    end: float
    type: str


def mute_intervals(
    redaction: Redaction, turns: Sequence[Spoken], sound: CallSound, segments: Iterable[Segment] = ()
) -> list[Mute]:
    """What to silence, sorted, apart from each other per channel and within the recording.

    Payment data is silenced on both channels, since the other one may carry an echo; so are the carrier's
    `segments`, closed windows, and everything of speakers that are not known apart. In payment windows all that the
    caller's channel carries goes, heard or not.

    Raises RedactionError when a hidden span has no times: such a recording cannot be made safe.
    """
    mutes = [
        _mute(sound, stretch, both=stretch.type in PAYMENT_TYPES)
        for stretch in hidden_stretches(redaction, turns)
    ]
    mutes += [_window(window, turns, sound) for window in redaction.windows]
    mutes += [Mute(BOTH, segment.start, segment.end) for segment in segments]
    return finished(mutes, sound)


def finished(mutes: Iterable[Mute], sound: CallSound) -> list[Mute]:
    """The mutes with those of channels that carry an echo, clipped, sorted and joined."""
    own = joined(clipped(mutes, sound.duration))
    return joined(clipped([*own, *echoes(sound, own)], sound.duration))


def hidden_stretches(redaction: Redaction, turns: Sequence[Spoken]) -> list[Stretch]:
    """Every hidden number from its first to its last word, and every other hidden word. Raises RedactionError."""
    stretches = sorted(
        (_stretch(span, turns[span.turn].speaker) for span in redaction.spans), key=lambda one: one.start
    )
    found: list[Stretch] = []
    last: dict[tuple[str, str], int] = {}
    for item in stretches:
        key = (item.speaker, item.type)
        before = found[last[key]] if key in last else None
        if before and item.type not in WORD_TYPES and item.start - before.end <= LONGEST_GAP:
            found[last[key]] = replace(before, end=max(before.end, item.end))
        else:
            last[key] = len(found)
            found.append(item)
    return found


def padded(sound: CallSound, speaker: str, start: float, end: float, padding: Padding) -> tuple[float, float]:
    """A stretch with its padding, on to the next pause of each channel that carries the speaker."""
    begin, stop = start - padding.before, end + padding.after
    channels = sound.channels_of(speaker)
    return (
        min(sound.pause_before(channel, begin, padding.reach) for channel in channels),
        max(sound.pause_after(channel, stop, padding.reach) for channel in channels),
    )


def number_mute(sound: CallSound, speaker: str, start: float, end: float, *, both: bool) -> Mute:
    """Silence for a number said between two times, with padding."""
    return _mute(sound, Stretch(speaker, start, end, ""), both=both)


def _stretch(span: Span, speaker: str) -> Stretch:
    if span.start is None or span.end is None:
        raise RedactionError("a hidden span has no times, so the recording cannot be silenced")
    return Stretch(speaker, span.start, span.end, span.type)


def _mute(sound: CallSound, stretch: Stretch, *, both: bool) -> Mute:
    padding = NAMES if stretch.type in WORD_TYPES else NUMBERS
    begin, stop = padded(sound, stretch.speaker, stretch.start, stretch.end, padding)
    return Mute(BOTH if both or stretch.speaker not in ("caller", "agent") else stretch.speaker, begin, stop)


def _window(window: PaymentWindow, turns: Sequence[Spoken], sound: CallSound) -> Mute:
    start, end = window_bounds(window, sound)
    speakers = {turn.speaker for turn in turns[window.first : window.last + 1]}
    if window.closed or not speakers <= {"caller", "agent"}:
        return Mute(BOTH, start, end)
    return Mute("caller", *padded(sound, "caller", start, end, WINDOW))


def window_bounds(window: PaymentWindow, sound: CallSound) -> tuple[float, float]:
    """Start and end of a payment window in seconds. Raises RedactionError."""
    if window.start is None:
        raise RedactionError("a payment window has no times, so the recording cannot be silenced")
    return window.start, sound.duration if window.end is None else window.end
