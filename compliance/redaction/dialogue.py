"""The transcript of a call as a sequence of turns made of timed words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker ("caller", "agent" or "unknown") said without being interrupted."""

    speaker: str
    text: str
    words: tuple[Word, ...]

    @property
    def start(self) -> float | None:
        """Seconds at which the first timed word begins."""
        return min((word.start for word in self.words if word.start is not None), default=None)

    @property
    def end(self) -> float | None:
        """Seconds at which the last timed word ends."""
        return max((word.end for word in self.words if word.end is not None), default=None)

    @classmethod
    def from_text(cls, speaker: str, text: str) -> Turn:
        """Split `text` at white space into words without times; the text is kept as given."""
        words = tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))
        return cls(speaker, text, words)

    @classmethod
    def from_words(cls, speaker: str, items: Iterable[tuple[str, float, float, float]]) -> Turn:
        """Build a turn from (text, start seconds, end seconds, probability), joined by single spaces.

        Items without visible text are left out.
        """
        words: list[Word] = []
        begin = 0
        for raw, start, end, probability in items:
            text = raw.strip()
            if not text:
                continue
            words.append(Word(text, begin, begin + len(text), start, end, probability))
            begin += len(text) + 1
        return cls(speaker, " ".join(word.text for word in words), tuple(words))
