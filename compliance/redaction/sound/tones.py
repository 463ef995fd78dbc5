"""Keyed tones (DTMF, ITU-T Q.23) in a recording: when they sound, never which keys they are.

Two sines, one of four low and one of four high frequencies, 40 ms or longer. Frames of 24 ms in which one pair
stands out give candidates; each candidate is then fitted with two sines as a whole, which speech does not survive:
its pairs of harmonics glide, have more company, and are seldom at the right places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compliance.redaction.sound.energy import Samples, runs
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.span import Segment

LOW_HZ = (697.0, 770.0, 852.0, 941.0)
HIGH_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
FRAME_SECONDS = 0.024
HOP_SECONDS = 0.008
SHORTEST_SECONDS = 0.04
# How far the tones of one entry may be apart, and how many make a payment of it.
LONGEST_REST = 4.0
PAYMENT_KEYS = 3

LEAST_DB = -46.0
DOMINANCE_DB = 5.0
TWIST_DB = 10.0
FRAME_SHARE = 0.3
# Of a tone's energy: what two sines must explain under somebody's voice, and what voices hardly reach by themselves
# (0.85 once in eight minutes of calls).
FITTED_SHARE = 0.45
SURE_SHARE = 0.85
# Doubtful tones are believed beside a sure one, or when so many follow each other.
DOUBTFUL_KEYS = 4
# Right within 1.5 % is to be accepted, wrong by 3.5 % to be refused (ITU-T Q.24).
TOLERANCE = 0.025
SEARCHED = 0.036
# Of a long tone its middle is fitted: enough to tell it from a voice, and a line that slips once breaks less of it.
LONGEST_FIT = 0.2
# Steps of the search: at least so many, and in hertz so fine that a step is this part of a turn over the sound.
_STEPS = 25
_STEP_TURNS = 0.25
_BLOCK = 1 << 14

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Entry:
    """Keys pressed one after the other, in seconds from the first to the end of the last.

    `sure` when one of them at least cannot be a voice.
    """

    start: float
    end: float
    keys: int
    sure: bool


def find_entries(sound: CallSound) -> list[Entry]:
    """Every sequence of keyed tones on any channel, in order."""
    tones = sorted(tone for channel in range(len(sound.speakers)) for tone in _tones(sound, channel))
    entries: list[Entry] = []
    for start, end, sure in tones:
        last = entries[-1] if entries else None
        if last and start - last.end <= LONGEST_REST:
            # The same key may be heard on both channels.
            more = 1 if start > last.end - SHORTEST_SECONDS / 2 else 0
            entries[-1] = Entry(last.start, max(last.end, end), last.keys + more, last.sure or sure)
        else:
            entries.append(Entry(start, end, 1, sure))
    return [entry for entry in entries if entry.sure or entry.keys >= DOUBTFUL_KEYS]


def keyed_segments(entries: Sequence[Entry]) -> list[Segment]:
    """The entries that are long enough to be payment data."""
    return [Segment(entry.start, entry.end, "keys") for entry in entries if entry.keys >= PAYMENT_KEYS]


def _tones(sound: CallSound, channel: int) -> Iterator[tuple[float, float, bool]]:
    """(start, end, sure) of every single tone of a channel."""
    track, rate = sound.samples[:, channel], sound.rate
    pairs = _pairs(track, rate)
    hop, length = round(HOP_SECONDS * rate), round(FRAME_SECONDS * rate)
    for pair in np.unique(pairs[pairs >= 0]):
        for begin, stop in runs(pairs == pair):
            first, last = begin * hop, (stop - 1) * hop + length
            if last - first < SHORTEST_SECONDS * rate - hop:
                continue
            # The frames at both ends reach beyond the tone.
            edge = min(2 * length // 3, (last - first - length) // 2)
            share = _fitted_share(_middle(track[first + edge : last - edge], rate), rate, int(pair))
            if share >= FITTED_SHARE:
                yield first / rate, last / rate, share >= SURE_SHARE


def _pairs(track: Samples, rate: int) -> npt.NDArray[np.int64]:
    """For each frame the pair that stands out (low * 4 + high), -1 for none."""
    hop, length = round(HOP_SECONDS * rate), round(FRAME_SECONDS * rate)
    count = max(0, (len(track) - length) // hop + 1)
    if not count:
        return np.zeros(0, np.int64)
    frames = np.lib.stride_tricks.sliding_window_view(track, length)[::hop][:count]
    turn = np.exp(-2j * np.pi * np.arange(length)[:, None] * np.array(LOW_HZ + HIGH_HZ) / rate)
    found = [_stand_out(frames[n : n + _BLOCK], turn) for n in range(0, count, _BLOCK)]
    return np.concatenate(found)


def _stand_out(frames: Samples, turn: npt.NDArray[np.complex128]) -> npt.NDArray[np.int64]:
    """The pairs of some frames. A tone's power is that of its sine, half its squared amplitude."""
    length = frames.shape[1]
    power = 2 * np.square(np.abs(frames @ turn.astype(np.complex64)) / length) + 1e-14
    total = np.mean(np.square(frames), axis=1) + 1e-14
    low, high = power[:, :4], power[:, 4:]
    row, column = low.argmax(axis=1), high.argmax(axis=1)
    strongest_low, strongest_high = low.max(axis=1), high.max(axis=1)
    clear = (_lead(low) > DOMINANCE_DB) & (_lead(high) > DOMINANCE_DB)
    loud = np.minimum(strongest_low, strongest_high) > 10 ** (LEAST_DB / 10)
    twist = np.abs(10 * np.log10(strongest_high / strongest_low)) < TWIST_DB
    pure = (strongest_low + strongest_high) / total > FRAME_SHARE
    pairs: npt.NDArray[np.int64] = np.where(clear & loud & twist & pure, row * 4 + column, -1)
    return pairs


def _lead(group: npt.NDArray[np.floating]) -> Numbers:
    """By how many dB the strongest of each row stands above the second."""
    ranked = np.sort(group, axis=1)
    lead: Numbers = 10 * np.log10(ranked[:, -1] / ranked[:, -2])
    return lead


def _middle(sound: Samples, rate: int) -> Samples:
    """As much of a tone as is fitted."""
    longest = round(LONGEST_FIT * rate)
    spare = max(0, len(sound) - longest)
    return sound[spare // 2 : spare // 2 + longest]


def _fitted_share(sound: Samples, rate: int, pair: int) -> float:
    """What share of the energy two steady sines close to the pair explain; 0 when their frequencies are off."""
    nominal = (LOW_HZ[pair // 4], HIGH_HZ[pair % 4])
    offsets = [0.0, 0.0]
    # Each frequency is searched beside the other one, twice, since short sines are not apart from each other.
    for turn in (0, 1, 0, 1):
        tried = []
        turns = 2 * SEARCHED * nominal[turn] * len(sound) / rate
        for offset in np.linspace(-SEARCHED, SEARCHED, max(_STEPS, 1 + round(turns / _STEP_TURNS))):
            offsets[turn] = float(offset)
            frequencies = [hertz * (1 + off) for hertz, off in zip(nominal, offsets, strict=True)]
            tried.append((_explained(sound, rate, frequencies), float(offset)))
        share, offsets[turn] = max(tried)
    return share if max(map(abs, offsets)) <= TOLERANCE else 0.0


def _explained(sound: Samples, rate: int, frequencies: Sequence[float]) -> float:
    """The share of the energy that the best sines of these frequencies have."""
    angles = 2 * np.pi * np.outer(np.arange(len(sound)) / rate, frequencies)
    basis = np.concatenate([np.cos(angles), np.sin(angles)], axis=1)
    fitted = basis @ np.linalg.lstsq(basis, sound.astype(np.float64), rcond=None)[0]
    return float(np.dot(fitted, fitted) / np.dot(sound, sound))
