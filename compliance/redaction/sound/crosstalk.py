"""Whether the other channel carries what is silenced on one: echo, crosstalk, a telephone on loudspeaker.

The first differences of both channels are correlated at delays of up to 0.4 s. Measured on two seconds: speech of
two people stays below 0.14 in 99 of 100 cases, an echo 30 dB below the voice reaches 0.19 or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from compliance.redaction.sound.energy import Samples
from compliance.redaction.sound.muting import Mute
from compliance.redaction.sound.recorded import BOTH, CallSound

BLOCK_SECONDS = 2.0
LONGEST_DELAY = 0.4
LONGEST_LEAD = 0.02
ALIKE = 0.15


def echoes(sound: CallSound, mutes: Iterable[Mute]) -> list[Mute]:
    """Mutes for the channels that carry what `mutes` silence on another; none on mono."""
    if len(sound.speakers) < 2:
        return []
    return [
        Mute(sound.speakers[other], start, end)
        for item in mutes
        if item.channel_speaker != BOTH
        for channel in sound.channels_of(item.channel_speaker)
        for other in set(range(len(sound.speakers))) - {channel}
        for start, end in _blocks(item)
        if _carried(sound, channel, other, start, end)
    ]


def _blocks(item: Mute) -> Iterator[tuple[float, float]]:
    count = max(1, round((item.end - item.start) / BLOCK_SECONDS))
    edges = np.linspace(item.start, item.end, count + 1)
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


def _carried(sound: CallSound, channel: int, other: int, start: float, end: float) -> bool:
    """Only the quieter side is an echo: the louder one is somebody speaking."""
    begin, stop = max(0, int(start * sound.rate)), int(end * sound.rate)
    voice = np.diff(sound.samples[begin:stop, channel])
    copy = np.diff(sound.samples[begin : stop + int(LONGEST_DELAY * sound.rate), other])
    if not len(voice) or not len(copy) or not voice.any() or not copy.any():
        return False
    if np.mean(np.square(copy)) >= np.mean(np.square(voice)):
        return False
    return likeness(voice, copy, sound.rate) > ALIKE


def likeness(voice: Samples, copy: Samples, rate: int) -> float:
    """The largest normalised correlation, 0 to 1, over delays of -0.02 to 0.4 s of the copy."""
    size = 1 << int(np.ceil(np.log2(len(voice) + len(copy))))
    spectrum = np.fft.rfft(copy, size) * np.conj(np.fft.rfft(voice, size))
    products = np.fft.irfft(spectrum, size)
    lead, delay = int(LONGEST_LEAD * rate), int(LONGEST_DELAY * rate)
    near = np.concatenate([products[-lead:], products[: delay + 1]])
    return float(np.abs(near).max() / np.sqrt(np.dot(voice, voice) * np.dot(copy, copy)))
