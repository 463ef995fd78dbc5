"""Made-up sound: bursts that swell like syllables on a little line noise."""

from __future__ import annotations

import numpy as np

from compliance.redaction.sound.recorded import CallSound

RATE = 8000
PAIR = ("caller", "agent")


def quiet(seconds: float, channels: int = 2, seed: int = 7) -> np.ndarray:
    """Line noise at -66 dB."""
    noise = np.random.default_rng(seed).normal(0.0, 5e-4, (round(seconds * RATE), channels))
    return noise.astype(np.float32)


def burst(samples: np.ndarray, channel: int, start: float, end: float, seed: int = 1) -> None:
    """Adds a sound between two times."""
    length = round((end - start) * RATE)
    voice = np.random.default_rng(seed).normal(0.0, 0.1, length)
    begin = round(start * RATE)
    samples[begin : begin + length, channel] += voice.astype(np.float32)


def recorded(seconds: float, *bursts: tuple[int, float, float]) -> CallSound:
    """Two channels with sounds at (channel, start, end), each of its own."""
    samples = quiet(seconds)
    for n, (channel, start, end) in enumerate(bursts):
        burst(samples, channel, start, end, seed=n)
    return CallSound(samples, RATE, PAIR)
