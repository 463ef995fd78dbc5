"""Where a channel sounds, by energy relative to its own noise floor and loudest moments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

FRAME_SECONDS = 0.02
FLOOR_DB = (-70.0, -40.0)
ABOVE_FLOOR_DB = 12.0
RANGE_SHARE = 0.3
STEADY_DB = 6.0
INAUDIBLE_DB = -62.0
DIGITAL_SILENCE_DB = -100.0
LOUDEST_LINE_NOISE_DB = -50.0

Samples = npt.NDArray[np.float32]


def levels(samples: Samples, size: int) -> npt.NDArray[np.float32]:
    """Energy of each frame of `size` samples, in dB of full scale; the last frame may be short."""
    starts = np.arange(0, len(samples), size)
    if not len(starts):
        return np.zeros(0, dtype=np.float32)
    power = np.add.reduceat(np.square(samples), starts)
    counts = np.minimum(size, len(samples) - starts)
    decibels: npt.NDArray[np.float32] = (10 * np.log10(power / counts + 1e-12)).astype(np.float32)
    return decibels


def threshold(level: npt.NDArray[np.float32]) -> float:
    """The level in dB above which a frame may be speech; infinite for a channel without any.

    Relative to the channel: its noise floor (10th percentile) and its loudest tenth of a second. Where a recording
    was muted, the noise of the rest is the floor, lest crosstalk in it pass for speech.
    """
    if not len(level):
        return float("inf")
    heard = level[level > DIGITAL_SILENCE_DB]
    floor = float(np.percentile(heard, 10)) if len(heard) else LOUDEST_LINE_NOISE_DB
    if floor >= LOUDEST_LINE_NOISE_DB:
        floor = float(np.percentile(level, 10))
    floor = float(np.clip(floor, *FLOOR_DB))
    peak = float(np.convolve(level, np.full(5, 0.2), "same").max()) if len(level) >= 5 else float(level.max())
    if peak < INAUDIBLE_DB or peak - floor < STEADY_DB:
        return float("inf")
    return min(floor + ABOVE_FLOOR_DB, floor + RANGE_SHARE * (peak - floor))


def runs(active: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """[begin, stop) of every stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
