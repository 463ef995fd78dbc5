"""The sound of a call as redaction sees it: who is on which channel, and where each of them sounds."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from compliance.redaction.sound.energy import FRAME_SECONDS, Samples, levels, runs, threshold

BOTH = "both"
# Shorter quiet lies inside a word, as before the last sound of "six" and "eight".
PAUSE_SECONDS = 0.1


class CallSound:
    """Samples (frames, channels) of a call with one speaker ("caller", "agent" or "unknown") for each channel."""

    def __init__(self, samples: Samples, rate: int, speakers: tuple[str, ...]) -> None:
        """Raises ValueError when the number of channels and speakers differ."""
        if samples.ndim != 2 or samples.shape[1] != len(speakers):
            raise ValueError("samples must be (frames, channels) with one speaker for each channel")
        self.samples, self.rate, self.speakers = samples, rate, speakers

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(len(self.samples)) / self.rate

    def channels_of(self, speaker: str) -> list[int]:
        """The channels that carry a speaker; all of them for "both" and for somebody who has none of his own."""
        channels = range(len(self.speakers))
        named = [
            n for n in channels if speaker in (BOTH, "unknown") or self.speakers[n] in (speaker, "unknown")
        ]
        return named or list(channels)

    def active(self, channel: int) -> npt.NDArray[np.bool_]:
        """For each frame of 20 ms whether the channel sounds."""
        return self._active[channel]

    def stretches(self, channel: int, start: float, end: float) -> list[tuple[float, float]]:
        """Where the channel sounds between two times, pauses shorter than a tenth of a second included."""
        first, last = self._frame(start), self._frame(end) + 1
        found: list[tuple[float, float]] = []
        for begin, stop in runs(self.active(channel)[first:last]):
            left = max(start, (first + begin) * FRAME_SECONDS)
            right = min(end, (first + stop) * FRAME_SECONDS)
            if found and left - found[-1][1] < PAUSE_SECONDS:
                found[-1] = (found[-1][0], right)
            elif right > left:
                found.append((left, right))
        return found

    def pause_after(self, channel: int, at: float, reach: float) -> float:
        """Where the next pause begins, `at` itself when there is none within `reach` seconds."""
        for begin, stop in self._pauses(channel, at, at + reach + PAUSE_SECONDS):
            if stop - begin >= PAUSE_SECONDS - 1e-6:
                return max(at, begin)
        return at

    def pause_before(self, channel: int, at: float, reach: float) -> float:
        """Where the pause before ends, `at` itself when there is none within `reach` seconds."""
        for begin, stop in reversed(self._pauses(channel, at - reach - PAUSE_SECONDS, at)):
            if stop - begin >= PAUSE_SECONDS - 1e-6:
                return min(at, stop)
        return at

    def _pauses(self, channel: int, start: float, end: float) -> list[tuple[float, float]]:
        active = self.active(channel)
        first = round(start / FRAME_SECONDS)
        frames = np.arange(first, max(first, round(end / FRAME_SECONDS)))
        inside = (frames >= 0) & (frames < len(active))
        quiet = ~inside
        quiet[inside] = ~active[frames[inside]]
        return [
            ((first + begin) * FRAME_SECONDS, (first + stop) * FRAME_SECONDS) for begin, stop in runs(quiet)
        ]

    def _frame(self, seconds: float) -> int:
        return max(0, round(seconds / FRAME_SECONDS))

    @cached_property
    def _active(self) -> tuple[npt.NDArray[np.bool_], ...]:
        size = max(1, round(self.rate * FRAME_SECONDS))
        tracks = (levels(self.samples[:, channel], size) for channel in range(len(self.speakers)))
        return tuple(level > threshold(level) for level in tracks)
