"""The transcript of a call as a sequence of turns made of timed words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NoReturn

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word.

    `begin` and `stop` are character offsets into the text of the turn; `start` and `end` are seconds
    from the start of the recording, or None when the transcript carries no times.
    """

    text: str
    begin: int
    stop: int
    start: float | None = None
    end: float | None = None
    probability: float | None = None


class RawTurn:
    """What one speaker ("caller", "agent" or "unknown") said without being interrupted, before redaction.

    Lives in memory only: it can be neither pickled, copied, turned into a dict nor printed. `Turn` is the redacted one; what
    takes a `Turn` never sees this.
    """

    __slots__ = ("speaker", "text", "words")

    def __init__(self, speaker: str, text: str, words: tuple[Word, ...]) -> None:
        self.speaker: Final = speaker
        self.text: Final = text
        self.words: Final = words

    @property
    def start(self) -> float | None:
        """Seconds at which the first timed word begins."""
        return _start(self.words)

    @property
    def end(self) -> float | None:
        """Seconds at which the last timed word ends."""
        return _end(self.words)

    @classmethod
    def from_text(cls, speaker: str, text: str) -> RawTurn:
        """Split `text` at white space into words without times; the text is kept as given."""
        return cls(speaker, text, _split(text))

    @classmethod
    def from_words(cls, speaker: str, items: Iterable[tuple[str, float, float, float]]) -> RawTurn:
        """Build a turn from (text, start seconds, end seconds, probability), joined by single spaces.

        Items without visible text are left out.
        """
        return cls(speaker, *_join(items))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RawTurn):
            return NotImplemented
        return (self.speaker, self.text, self.words) == (other.speaker, other.text, other.words)

    def __hash__(self) -> int:
        return hash((self.speaker, self.text))

    def __repr__(self) -> str:
        return f"<RawTurn {self.speaker}, {len(self.words)} words>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a raw turn may not leave memory; redact it first")


@dataclass(frozen=True, slots=True)
class Turn:
    """A redacted turn, the only kind that is kept, read by analytics and sent anywhere.

    Made by masking and by reading rows; `from_text` and `from_words` are for text that is already safe to keep.
    """

    speaker: str
    text: str
    words: tuple[Word, ...]

    @property
    def start(self) -> float | None:
        """Seconds at which the first timed word begins."""
        return _start(self.words)

    @property
    def end(self) -> float | None:
        """Seconds at which the last timed word ends."""
        return _end(self.words)

    @classmethod
    def from_text(cls, speaker: str, text: str) -> Turn:
        """Split `text` at white space into words without times; the text is kept as given."""
        return cls(speaker, text, _split(text))

    @classmethod
    def from_words(cls, speaker: str, items: Iterable[tuple[str, float, float, float]]) -> Turn:
        """Build a turn from (text, start seconds, end seconds, probability), joined by single spaces.

        Items without visible text are left out.
        """
        return cls(speaker, *_join(items))


# What can be redacted: new speech, or what was redacted by older rules.
Spoken = RawTurn | Turn


def _start(words: Iterable[Word]) -> float | None:
    return min((word.start for word in words if word.start is not None), default=None)


def _end(words: Iterable[Word]) -> float | None:
    return max((word.end for word in words if word.end is not None), default=None)


def _split(text: str) -> tuple[Word, ...]:
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))


def _join(items: Iterable[tuple[str, float, float, float]]) -> tuple[str, tuple[Word, ...]]:
    words: list[Word] = []
    begin = 0
    for raw, start, end, probability in items:
        text = raw.strip()
        if not text:
            continue
        words.append(Word(text, begin, begin + len(text), start, end, probability))
        begin += len(text) + 1
    return " ".join(word.text for word in words), tuple(words)
