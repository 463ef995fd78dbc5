"""One channel on its way to words: its windows, what was heard in them, and the check against the sound."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from calls.transcription.audio import Audio
from calls.transcription.merge import TimedWord
from calls.transcription.repair import Sound, carried_over, without_loops
from calls.transcription.segments import Piece, Window, pack, pieces

RECOGNISER_RATE = 16_000
SILENT_PROBABILITY = 0.6
DOUBTFUL = -0.7
SEAM_SECONDS = 0.8


@dataclass(frozen=True, slots=True)
class Heard:
    """What the recogniser made of one window.

    Words as (text, start, end, probability), seconds from the start of the window; a leading space in the
    text begins a new word. `confidence` is the mean log probability of a token, `silence` the probability
    that nobody speaks.
    """

    words: tuple[tuple[str, float, float, float], ...]
    confidence: float
    silence: float

    @property
    def text(self) -> str:
        """All words joined."""
        return "".join(word[0] for word in self.words)

    @property
    def believed(self) -> bool:
        """Whether the recogniser trusts its own words."""
        return bool(self.words) and (self.silence <= SILENT_PROBABILITY or self.confidence >= DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Task:
    """One window for the recogniser and the language to expect."""

    audio: Audio
    window: Window
    language: str

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.window.seconds

    def samples(self) -> NDArray[np.float32]:
        """Mono sound at 16 kHz, made when asked for, so that a long call is never held twice."""
        return at_recogniser_rate(self.window.samples(self.audio.samples), self.audio.rate)


def at_recogniser_rate(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Mono samples brought to 16 kHz."""
    if rate == RECOGNISER_RATE:
        return samples
    divisor = int(np.gcd(rate, RECOGNISER_RATE))
    resampled: NDArray[np.float32] = resample_poly(
        samples, RECOGNISER_RATE // divisor, rate // divisor
    ).astype(np.float32)
    return resampled


@dataclass(slots=False)
class Track:
    """One channel of a recording."""

    audio: Audio
    channel: int
    language: str = "en"
    probability: float = 1.0
    looped: bool = False
    words: list[TimedWord] = field(default_factory=list)

    @cached_property
    def pieces(self) -> list[Piece]:
        """Where there may be speech."""
        return pieces(self._samples, self.audio.rate)

    @cached_property
    def _sound(self) -> Sound:
        return Sound(self._samples, self.audio.rate)

    @property
    def _samples(self) -> NDArray[np.float32]:
        return self.audio.samples[:, self.channel]

    @property
    def speech_seconds(self) -> float:
        """How long somebody may be speaking."""
        return sum(piece.length for piece in self.pieces) / self.audio.rate

    def tasks(self) -> list[Task]:
        """Everything there is to hear."""
        return self._tasks(self.pieces)

    def missed_tasks(self) -> list[Task]:
        """What sounds like speech but brought no word."""
        return self._tasks(self._sound.missed(self.words, self.pieces))

    def _tasks(self, found: list[Piece]) -> list[Task]:
        rate = self.audio.rate
        return [Task(self.audio, window, self.language) for window in pack(found, self.channel, rate)]

    def add(self, window: Window, heard: Heard) -> None:
        """Take over the words of one window, without loops and without words on silence."""
        if not heard.believed:
            return
        words = carried_over(list(self._glued(window, heard)))
        kept = without_loops(words)
        self.looped = self.looped or len(kept) < len(words)
        self.words.extend(word for word in kept if self._sound.supported(word))
        self.words.sort(key=lambda word: (word.start, word.end))

    def _glued(self, window: Window, heard: Heard) -> Iterator[TimedWord]:
        """Whole words; a part without a leading space belongs to the word before."""
        word: TimedWord | None = None
        for text, start, end, probability in heard.words:
            part = self._placed(window, text, start, end, probability)
            if word is None or text.startswith(" ") or part.start - word.end > SEAM_SECONDS:
                if word is not None:
                    yield word
                word = replace(part, text=part.text.lstrip("-"))
                continue
            sounds = any(character.isalnum() for character in text)
            word = replace(
                word,
                text=word.text + part.text,
                end=max(word.end, part.end) if sounds else word.end,
                probability=min(word.probability, part.probability) if sounds else word.probability,
            )
        if word is not None:
            yield word

    def _placed(self, window: Window, text: str, start: float, end: float, probability: float) -> TimedWord:
        """A part with times of the recording: of the places it may be in, the one where most sounds."""
        places = window.origins(start, end)
        begin, stop = max(places, key=lambda place: self._sound.activity(*place))
        return self._sound.trimmed(TimedWord(text.strip(), begin, stop, probability))
