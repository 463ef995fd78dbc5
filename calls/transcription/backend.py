"""What every speech recogniser here promises, and the transcript it hands back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NoReturn

from calls.transcription.audio import Audio
from compliance.redaction.dialogue import RawTurn

NO_SPEECH = "no_speech"
REPETITION = "repetition"


class TranscriptionError(Exception):
    """A recording was not transcribed; `permanent` says whether trying again is pointless.

    The message never holds words of the call.
    """

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True, repr=False)
class RawTranscript:
    """A transcript before redaction. It lives in memory only: pickling it fails and its repr shows no words.

    `duration` in seconds, `language` as ISO 639-1 with its probability, `flags` such as "no_speech",
    "language:es" (a channel is not in English) or "repetition" (a looping passage was cut).
    """

    turns: tuple[RawTurn, ...]
    language: str
    language_probability: float
    duration: float
    channels: int
    backend: str
    model: str
    flags: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<RawTranscript {len(self.turns)} turns, {self.duration:.1f} s, {sorted(self.flags)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a raw transcript may not leave memory; redact it first")

    def __getstate__(self) -> NoReturn:
        self.__reduce__()


class TranscriptionBackend(ABC):
    """One recogniser. Its module may import heavy libraries, because `services` imports it when first needed.

    Channel 1 is the caller and channel 2 the agent; the one voice track of a mono recording is "unknown".
    """

    key: ClassVar[str]  # the module's name with hyphens
    listens: ClassVar[bool] = True  # whether it hears any sound, as checking a silenced recording needs

    def __init__(self, model: str, var: Path) -> None:
        """`model` is a name of the catalogue, `var` the state folder. Raises CatalogueError."""
        self.model = model
        self.var = var

    @abstractmethod
    def transcribe(self, audio: Audio, language: str = "", *, only_numbers: bool = False) -> RawTranscript:
        """All turns of a recording with word times. Raises TranscriptionError.

        `language` (ISO 639-1) is found out for each channel unless given. With `only_numbers`
        passages may come back without words unless a number is in them, and none is heard twice: that is quicker.
        """


def speakers(channels: int) -> tuple[str, ...]:
    """Who is on which channel."""
    return ("unknown",) if channels == 1 else ("caller", "agent")


def language_flags(languages: Iterable[str]) -> frozenset[str]:
    """A flag for every language that is not English."""
    return frozenset(f"language:{language}" for language in languages if language != "en")
