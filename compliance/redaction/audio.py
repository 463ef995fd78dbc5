"""Silences in a recording what was hidden in its transcript."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compliance.redaction.dialogue import Spoken
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.span import PaymentWindow, Redaction, RedactionError, Span

BOTH = "both"
# Recognisers end words up to a third of a second early and start them less early; see the measured
# word-time bias.
PADDING_BEFORE = 0.3
PADDING_AFTER = 0.5
# Gaps between hidden words of one speaker that are closed: digits that were never written lie in them.
LONGEST_GAP = 2.0
_FADE = 0.005

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence from `start` to `end` seconds on the channel of `channel_speaker`, or on "both"."""

    channel_speaker: str
    start: float
    end: float


def mute_intervals(redaction: Redaction, turns: Sequence[Spoken], duration: float) -> list[Mute]:
    """What to silence, sorted, apart from each other per channel and within 0 to `duration` seconds.

    Hidden numbers are silenced from their first to their last word with padding. Payment data is
    silenced on both channels, since the other one may carry an echo; so is everything of speakers that
    are not known apart. In payment windows all that the caller's channel carries goes, heard or not.

    Raises RedactionError when a hidden span has no times: such a recording cannot be made safe.
    """
    mutes = [_mute_span(span, turns[span.turn].speaker) for span in redaction.spans]
    mutes += [mute for window in redaction.windows if (mute := _mute_window(window, turns, duration))]
    clipped = [Mute(m.channel_speaker, max(0.0, m.start), min(duration, m.end)) for m in mutes]
    return _join([mute for mute in clipped if mute.end > mute.start])


def mute(samples: Samples, rate: int, mutes: Iterable[Mute], speakers: Sequence[str]) -> Samples:
    """A copy of `samples` (frames, channels) with `mutes` silenced; all else stays as it is.

    `speakers` names the speaker of each channel. A channel whose speaker is "unknown" is silenced for
    everybody's mutes. Five milliseconds outside each interval fade, so that the cut does not click.
    Raises ValueError when the number of channels and speakers differ.
    """
    if samples.ndim != 2 or samples.shape[1] != len(speakers):
        raise ValueError("samples must be (frames, channels) with one speaker for each channel")
    quiet = samples.copy()
    for item in mutes:
        concerned = [
            channel
            for channel, speaker in enumerate(speakers)
            if item.channel_speaker in (BOTH, speaker) or "unknown" in (speaker, item.channel_speaker)
        ]
        # A speaker without a channel of his own is heard on some other: silence them all.
        for channel in concerned or range(len(speakers)):
            _silence(quiet[:, channel], rate, item)
    return quiet


def _silence(track: Samples, rate: int, item: Mute) -> None:
    begin = max(0, int(np.floor(item.start * rate)))
    stop = min(len(track), int(np.ceil(item.end * rate)))
    fade = max(1, round(_FADE * rate))
    ramp = np.linspace(1.0, 0.0, fade, dtype=np.float32)
    head = track[max(0, begin - fade) : begin]
    head *= ramp[fade - len(head) :]
    tail = track[stop : stop + fade]
    tail *= ramp[::-1][: len(tail)]
    track[begin:stop] = 0.0


def _mute_span(span: Span, speaker: str) -> Mute:
    if span.start is None or span.end is None:
        raise RedactionError("a hidden span has no times, so the recording cannot be silenced")
    channel = BOTH if span.type in PAYMENT_TYPES or speaker not in ("caller", "agent") else speaker
    return Mute(channel, span.start - PADDING_BEFORE, span.end + PADDING_AFTER)


def _mute_window(window: PaymentWindow, turns: Sequence[Spoken], duration: float) -> Mute | None:
    """None for a window in which the only speech is the agent's: nothing of the caller can be in it."""
    speakers = {turn.speaker for turn in turns[window.first : window.last + 1]}
    if window.start is None:
        raise RedactionError("a payment window has no times, so the recording cannot be silenced")
    channel = "caller" if speakers <= {"caller", "agent"} else BOTH
    return Mute(channel, window.start, duration if window.end is None else window.end)


def _join(mutes: Iterable[Mute]) -> list[Mute]:
    """Merge overlapping mutes of one channel and close short gaps between them."""
    joined: dict[str, list[Mute]] = {}
    for item in sorted(mutes, key=lambda one: one.start):
        row = joined.setdefault(item.channel_speaker, [])
        if row and item.start <= row[-1].end:
            row[-1] = Mute(item.channel_speaker, row[-1].start, max(row[-1].end, item.end))
        else:
            row.append(item)
    return sorted((item for row in joined.values() for item in row), key=lambda one: (one.start, one.end))
