"""A recording's waveform as SVG paths: one lane per channel, muted spans on top."""

from collections.abc import Sequence
from dataclasses import dataclass

from calls.models import Recording

WIDTH, LANE = 1000, 48
LANES = {"caller": 0, "agent": 1}


@dataclass(frozen=True, slots=True)
class Muted:
    """One muted span: a box in SVG units, and its seconds."""

    x: float
    y: int
    width: float
    start: float
    end: float
    speaker: str


@dataclass(frozen=True, slots=True)
class Waveform:
    """Paths by channel (caller first) in a box of `width` x `height` units."""

    width: int
    height: int
    lane: int
    paths: list[str]
    muted: list[Muted]
    seconds: float


def waveform(recording: Recording) -> Waveform | None:
    """The waveform, or None while there is none."""
    if not recording.peaks or not recording.seconds:
        return None
    loudest = max((peak for lane in recording.peaks for peak in lane), default=0) or 1
    paths = [_path(lane, n, loudest) for n, lane in enumerate(recording.peaks)]
    scale = WIDTH / recording.seconds
    muted = [
        Muted(round(a * scale, 1), lane * LANE, max(round((b - a) * scale, 1), 2), a, b, who)
        for who, a, b, *_ in recording.mutes
        for lane in _lanes(who, len(paths))
    ]
    return Waveform(WIDTH, LANE * len(paths), LANE, paths, muted, recording.seconds)


def _lanes(speaker: str, count: int) -> Sequence[int]:
    """The lanes on which a speaker is silenced: all of them for "both", and for somebody who has none of his own."""
    return [LANES[speaker]] if speaker in LANES and LANES[speaker] < count else range(count)


def _path(lane: Sequence[int], number: int, loudest: int) -> str:
    middle, step = LANE * number + LANE / 2, WIDTH / max(len(lane), 1)
    bars = []
    for n, peak in enumerate(lane):
        half = max(0.6, peak / loudest * (LANE / 2 - 3))
        bars.append(f"M{(n + 0.5) * step:.1f} {middle - half:.1f}V{middle + half:.1f}")
    return "".join(bars)
