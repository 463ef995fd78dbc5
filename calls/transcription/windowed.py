"""The way from samples to turns that recognisers of the Whisper family share.

Each channel is cut at silences into windows, the recogniser hears the windows, and what it returns is checked
against the sound: loops and words on silence go, stretches it skipped are heard once more by themselves.
"""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calls.transcription.audio import Audio
from calls.transcription.backend import (
    NO_SPEECH,
    REPETITION,
    RawTranscript,
    TranscriptionBackend,
    language_flags,
    speakers,
)
from calls.transcription.merge import turns
from calls.transcription.repair import looping
from calls.transcription.track import RECOGNISER_RATE, Heard, Task, Track

DETECTION_SECONDS = 5
CERTAIN = 0.6


class WindowedBackend(TranscriptionBackend):
    """A recogniser of windows; members say how windows are heard and which language is spoken."""

    @abstractmethod
    def hear(self, tasks: Sequence[Task]) -> list[Heard]:
        """One result per task, in the same order."""

    def hear_numbers(self, tasks: Sequence[Task]) -> list[Heard]:
        """As `hear`, where only numbers matter; members that can be quicker then say how."""
        return self.hear(tasks)

    @abstractmethod
    def hear_again(self, task: Task) -> Heard:
        """A second try for a window that came back as a loop, with settings that break loops."""

    @abstractmethod
    def detect(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The language (ISO 639-1) of up to five seconds of speech at 16 kHz, and its probability."""

    def transcribe(self, audio: Audio, language: str = "", *, only_numbers: bool = False) -> RawTranscript:
        """Turns with word times; silence, noise and other languages are flagged and never an error."""
        tracks = [Track(audio, channel, language or "en") for channel in range(audio.channels)]
        for track in tracks if not language else ():
            self._set_language(track)
        work = [(track, task) for track in tracks for task in track.tasks()]
        if only_numbers:
            self._add(work, self.hear_numbers([task for _, task in work]))
        else:
            self._listen(work)
            self._listen([(track, task) for track in tracks for task in track.missed_tasks()])
        spoken = [track for track in tracks if track.words]
        flags = set(language_flags(track.language for track in spoken))
        if not spoken:
            flags.add(NO_SPEECH)
        if any(track.looped for track in tracks):
            flags.add(REPETITION)
        main = max(tracks, key=lambda track: track.speech_seconds)
        names = speakers(audio.channels)
        return RawTranscript(
            turns([(name, track.words) for name, track in zip(names, tracks, strict=True)]),
            main.language,
            main.probability,
            audio.duration,
            audio.channels,
            self.key,
            self.model,
            frozenset(flags),
        )

    def _set_language(self, track: Track) -> None:
        """From the longest window. English unless another language is clearly heard."""
        longest = max(track.tasks(), key=lambda task: task.seconds, default=None)
        if longest is None:
            return
        language, probability = self.detect(longest.samples()[: DETECTION_SECONDS * RECOGNISER_RATE])
        if language == "en" or probability >= CERTAIN:
            track.language, track.probability = language, probability
        else:
            track.language, track.probability = "en", 1 - probability

    def _listen(self, work: Sequence[tuple[Track, Task]]) -> None:
        results = self.hear([task for _, task in work])
        pairs = zip(work, results, strict=True)
        self._add(
            work, [self.hear_again(task) if looping(heard.text) else heard for (_, task), heard in pairs]
        )

    def _add(self, work: Sequence[tuple[Track, Task]], results: Sequence[Heard]) -> None:
        for (track, task), heard in zip(work, results, strict=True):
            track.add(task.window, heard)
