"""Hearing only some stretches of a recording, with a recogniser of one's choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from calls.transcription.audio import Audio
from calls.transcription.backend import TranscriptionBackend, speakers
from compliance.redaction.dialogue import RawTurn, Word
from compliance.redaction.sound.recorded import BOTH

# Silence between two stretches: no word reaches over it and no turn is joined across it.
SEAM_SECONDS = 1.5

# Only calls in English are redacted, see `RawTranscript.flags`; finding it out again costs as much as ten words.
LANGUAGE = "en"

# Start and end in seconds, and whose channel is heard ("both" for all).
Stretch = tuple[float, float, str]


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """Stretches of a recording, one after the other; `begins` and `origins` are their seconds here and there."""

    audio: Audio
    begins: tuple[float, ...]
    origins: tuple[float, ...]

    def original(self, seconds: float) -> float:
        """Where a moment of the excerpt is in the recording."""
        number = max(0, int(np.searchsorted(self.begins, seconds, "right")) - 1)
        return round(seconds - self.begins[number] + self.origins[number], 3)


def listen(backend: TranscriptionBackend, audio: Audio, stretches: Iterable[Stretch]) -> tuple[RawTurn, ...]:
    """What `backend` hears in the stretches, with times of the recording. Raises TranscriptionError."""
    wanted = united(stretches, audio.duration)
    if not wanted:
        return ()
    excerpt = cut(audio, wanted)
    return tuple(
        _moved(turn, excerpt) for turn in backend.transcribe(excerpt.audio, LANGUAGE, only_numbers=True).turns
    )


def united(stretches: Iterable[Stretch], duration: float) -> list[Stretch]:
    """The stretches within the recording in order, those that meet as one."""
    found: list[Stretch] = []
    for start, end, speaker in sorted((max(0.0, one[0]), min(duration, one[1]), one[2]) for one in stretches):
        if found and start <= found[-1][1]:
            first, last, before = found[-1]
            found[-1] = (first, max(last, end), speaker if speaker == before else BOTH)
        elif end > start:
            found.append((start, end, speaker))
    return found


def cut(audio: Audio, stretches: Sequence[Stretch]) -> Excerpt:
    """The stretches, in order and apart from each other, with silence between them and on other channels."""
    seam = np.zeros((int(SEAM_SECONDS * audio.rate), audio.channels), np.float32)
    names = speakers(audio.channels)
    parts, begins, length = [], [], 0
    for start, end, speaker in stretches:
        part = audio.samples[int(start * audio.rate) : int(end * audio.rate)].copy()
        if speaker in names:
            part[:, [name != speaker for name in names]] = 0.0
        begins.append(length / audio.rate)
        parts += [part, seam]
        length += len(part) + len(seam)
    origins = tuple(int(start * audio.rate) / audio.rate for start, *_ in stretches)
    return Excerpt(Audio(np.concatenate(parts), audio.rate), tuple(begins), origins)


def _moved(turn: RawTurn, excerpt: Excerpt) -> RawTurn:
    words = (
        Word(
            word.text,
            word.begin,
            word.stop,
            _time(word.start, excerpt),
            _time(word.end, excerpt),
            word.probability,
        )
        for word in turn.words
    )
    return RawTurn(turn.speaker, turn.text, tuple(words))


def _time(seconds: float | None, excerpt: Excerpt) -> float | None:
    return None if seconds is None else excerpt.original(seconds)
