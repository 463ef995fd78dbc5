"""A conversation on a telephone line: gaps, overlaps, two channels, narrow band, noise, crosstalk."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from calls.simulator.studio.voices import RATE

LINE_RATE = 8_000
BAND_HZ = (300.0, 3400.0)
NOISE_DB = -64.0
CROSSTALK_DB = -40.0
LEAD_SECONDS = 0.8
TAIL_SECONDS = 1.0
ANSWER_GAP_SECONDS = (0.25, 0.9)
OVERLAP_SECONDS = (0.05, 0.2)
OVERLAP_SHARE = 0.15
CHANNELS = {"caller": 0, "agent": 1}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One synthesised turn at 16 kHz."""

    speaker: str
    sound: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished line: samples (frames, channels) at 8 kHz, and (start, end) of each turn in seconds."""

    samples: NDArray[np.float32]
    times: tuple[tuple[float, float], ...]


def mix(turns: Sequence[Spoken], channels: int, random: np.random.Generator) -> Recording:
    """Channel 1 caller, channel 2 agent; one channel carries both."""
    starts = _starts(turns, random)
    ends = [start + len(turn.sound) / RATE for start, turn in zip(starts, turns, strict=True)]
    clean = np.zeros((int((max(ends) + TAIL_SECONDS) * RATE), 2), dtype=np.float32)
    for start, turn in zip(starts, turns, strict=True):
        begin = int(start * RATE)
        clean[begin : begin + len(turn.sound), CHANNELS[turn.speaker]] += turn.sound
    line = clean + clean[:, ::-1] * np.float32(10 ** (CROSSTALK_DB / 20))
    if channels == 1:
        line = clean.sum(axis=1, keepdims=True)
    narrow = resample_poly(sosfilt(butter(4, BAND_HZ, "bandpass", fs=RATE, output="sos"), line, axis=0), 1, 2)
    narrow += random.normal(0.0, 10 ** (NOISE_DB / 20), narrow.shape)
    times = tuple((round(start, 2), round(end, 2)) for start, end in zip(starts, ends, strict=True))
    return Recording(np.clip(narrow, -0.98, 0.98).astype(np.float32), times)


def _starts(turns: Sequence[Spoken], random: np.random.Generator) -> list[float]:
    """Most answers wait for the end of the sentence, a few come in early."""
    starts: list[float] = []
    clock = LEAD_SECONDS
    for turn in turns:
        if starts:
            early = random.random() < OVERLAP_SHARE
            clock += -random.uniform(*OVERLAP_SECONDS) if early else random.uniform(*ANSWER_GAP_SECONDS)
        starts.append(clock)
        clock += len(turn.sound) / RATE
    return starts
