"""Silence in a recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from compliance.redaction.sound.energy import Samples
from compliance.redaction.sound.recorded import BOTH, CallSound

_FADE = 0.005

__all__ = ["BOTH", "Mute", "clipped", "joined", "mute"]


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence from `start` to `end` seconds on the channel of `channel_speaker`, or on "both"."""

    channel_speaker: str
    start: float
    end: float


def mute(sound: CallSound, mutes: Iterable[Mute]) -> Samples:
    """A copy of the samples with `mutes` silenced, as long as before; all else stays as it is.

    A channel whose speaker is "unknown" is silenced for everybody's mutes. Five milliseconds outside each
    interval fade, so that the cut does not click.
    """
    quiet = sound.samples.copy()
    for item in mutes:
        for channel in sound.channels_of(item.channel_speaker):
            _silence(quiet[:, channel], sound.rate, item)
    return quiet


def clipped(mutes: Iterable[Mute], duration: float) -> list[Mute]:
    """The mutes within 0 to `duration` seconds."""
    inside = (replace(item, start=max(0.0, item.start), end=min(duration, item.end)) for item in mutes)
    return [item for item in inside if item.end > item.start]


def joined(mutes: Iterable[Mute]) -> list[Mute]:
    """Sorted by time; those of one channel that overlap or touch are one, and none lies within one of both."""
    rows: dict[str, list[Mute]] = {}
    for item in sorted(mutes, key=lambda one: one.start):
        row = rows.setdefault(item.channel_speaker, [])
        if row and item.start <= row[-1].end:
            row[-1] = replace(row[-1], end=max(row[-1].end, item.end))
        else:
            row.append(item)
    everybody = rows.get(BOTH, [])
    apart = (
        item
        for row in rows.values()
        for item in row
        if item.channel_speaker == BOTH
        or not any(one.start <= item.start and item.end <= one.end for one in everybody)
    )
    return sorted(apart, key=lambda one: (one.start, one.end))


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
