"""Where there may be speech in one channel, by energy, and how it is packed for the recogniser.

Errs towards keeping: a recogniser's own voice-activity filter at its defaults was seen to drop digits, so
only stretches well below the quietest plausible speech are left out, with wide margins around the rest.
Windows stay far below the 30 s Whisper can take, because attention costs grow with the square of the length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.redaction.sound.energy import FRAME_SECONDS, levels, runs, threshold

MARGIN_SECONDS = 0.3
BRIDGE_SECONDS = 0.3
SHORTEST_BURST_SECONDS = 0.04
WINDOW_SECONDS = 16.0
QUIETEST_CUT_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames [begin, stop) of one channel that may hold speech."""

    begin: int
    stop: int

    @property
    def length(self) -> int:
        """Frames."""
        return self.stop - self.begin


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive pieces of one channel, WINDOW_SECONDS at most, heard as one by the recogniser."""

    channel: int
    pieces: tuple[Piece, ...]
    rate: int

    @property
    def seconds(self) -> float:
        """Length of the joined pieces."""
        return sum(piece.length for piece in self.pieces) / self.rate

    def samples(self, recording: NDArray[np.float32]) -> NDArray[np.float32]:
        """The joined sound, cut from samples of shape (frames, channels)."""
        return np.concatenate([recording[piece.begin : piece.stop, self.channel] for piece in self.pieces])

    def origins(self, start: float, end: float) -> list[tuple[float, float]]:
        """Where a stretch inside the window comes from, in seconds from the start of the recording.

        More than one place when it reaches over a seam; at least one.
        """
        first, last = start * self.rate, max(start, end) * self.rate
        found: list[tuple[float, float]] = []
        offset = 0
        for piece in self.pieces:
            begin, stop = max(first - offset, 0.0), min(last - offset, float(piece.length))
            if begin <= stop:
                found.append(((piece.begin + begin) / self.rate, (piece.begin + stop) / self.rate))
            offset += piece.length
        edge = self.pieces[-1].stop / self.rate
        return found or [(edge, edge)]


def windows(recording: NDArray[np.float32], rate: int) -> list[Window]:
    """All windows of a recording of shape (frames, channels), channel by channel in order of time."""
    found: list[Window] = []
    for channel in range(recording.shape[1]):
        found.extend(pack(pieces(recording[:, channel], rate), channel, rate))
    return found


def pieces(samples: NDArray[np.float32], rate: int) -> list[Piece]:
    """The stretches of one channel that may hold speech, none longer than WINDOW_SECONDS."""
    size = max(1, round(rate * FRAME_SECONDS))
    level = levels(samples, size)
    active = level > threshold(level)
    margin, bridge = round(MARGIN_SECONDS / FRAME_SECONDS), round(BRIDGE_SECONDS / FRAME_SECONDS)
    spans: list[list[int]] = []
    for begin, stop in runs(active):
        if (stop - begin) * FRAME_SECONDS < SHORTEST_BURST_SECONDS:
            continue
        if spans and begin - margin - spans[-1][1] <= bridge:
            spans[-1][1] = stop + margin
        else:
            spans.append([max(0, begin - margin), stop + margin])
    longest = int(WINDOW_SECONDS / FRAME_SECONDS)
    found = [part for begin, stop in spans for part in _split(level, begin, min(stop, len(level)), longest)]
    return [Piece(begin * size, min(stop * size, len(samples))) for begin, stop in found]


def _split(level: NDArray[np.float32], begin: int, stop: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut a long stretch at its quietest moments, late in each window so that few cuts are needed."""
    while stop - begin > longest:
        earliest = begin + int(longest * (1 - QUIETEST_CUT_SHARE))
        smooth = np.convolve(level[earliest : begin + longest], np.full(9, 1 / 9), "same")
        cut = earliest + int(smooth[4:-4].argmin()) + 4
        yield begin, cut
        begin = cut
    yield begin, stop


def pack(found: Sequence[Piece], channel: int, rate: int) -> Iterator[Window]:
    """Fill windows with consecutive pieces."""
    packed: list[Piece] = []
    for piece in found:
        if packed and sum(p.length for p in packed) + piece.length > WINDOW_SECONDS * rate:
            yield Window(channel, tuple(packed), rate)
            packed = []
        packed.append(piece)
    if packed:
        yield Window(channel, tuple(packed), rate)
