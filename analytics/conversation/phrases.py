"""Word patterns people can read and edit: cheap to match and unable to run away on hostile text.

A pattern is a row of words. `a|b` is either word, `cancel*` any word that begins so (three letters at
least), `...` a gap of up to four words, `[card]` a redaction placeholder. A speaker may stand in front:
`agent: you're all set`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")

_GAP = "..."
_GAP_WORDS = 4
_STEM = 3
_WORD = re.compile(r"(?:[a-z0-9']+\*?|\[[a-z_]+\])$")
_SPEAKERS = {"caller": "c", "agent": "a"}


class PatternError(ValueError):
    """A word pattern that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class _Element:
    words: frozenset[str]
    stems: tuple[str, ...]
    gap: bool

    def fits(self, token: str) -> bool:
        return token in self.words or (bool(self.stems) and token.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled word pattern; `speaker` is c, a or empty for anybody."""

    speaker: str
    elements: tuple[_Element, ...]

    @classmethod
    def parse(cls, pattern: str) -> Phrase:
        """Compile `pattern`; raises PatternError."""
        speaker, _, rest = pattern.lower().rpartition(":")
        if speaker and speaker.strip() not in _SPEAKERS:
            raise PatternError(f"pattern {pattern!r}: the speaker must be caller or agent")
        elements = tuple(_parse_element(part, pattern) for part in rest.split())
        if not elements or elements[0].gap or elements[-1].gap:
            raise PatternError(f"pattern {pattern!r} must begin and end with a word")
        return cls(_SPEAKERS.get(speaker.strip(), ""), elements)

    def match(self, tokens: Sequence[str], at: int) -> int | None:
        """Index after the match that begins at token `at`, or None."""
        return _match(self.elements, 0, tokens, at)


def _parse_element(part: str, pattern: str) -> _Element:
    if part == _GAP:
        return _Element(frozenset(), (), True)
    choices = part.split("|")
    stems = tuple(choice[:-1] for choice in choices if choice.endswith("*"))
    if not all(_WORD.match(choice) for choice in choices) or any(len(stem) < _STEM for stem in stems):
        raise PatternError(f"pattern {pattern!r}: cannot read {part!r}")
    return _Element(frozenset(choice for choice in choices if not choice.endswith("*")), stems, False)


def _match(elements: tuple[_Element, ...], index: int, tokens: Sequence[str], at: int) -> int | None:
    if index == len(elements):
        return at
    if elements[index].gap:
        for skip in range(_GAP_WORDS + 1):
            end = _match(elements, index + 1, tokens, at + skip)
            if end is not None:
                return end
        return None
    if at < len(tokens) and elements[index].fits(tokens[at]):
        return _match(elements, index + 1, tokens, at + 1)
    return None


class PhraseIndex(Generic[Key]):
    """Many patterns searched at once, found by the first word; one table for each kind of speaker."""

    def __init__(self, patterns: Iterable[tuple[Key, str]]) -> None:
        parsed = [(key, Phrase.parse(pattern)) for key, pattern in patterns]
        self._tables = {speaker: _Table(parsed, speaker) for speaker in ("c", "a", "u")}

    def find(self, tokens: Sequence[str], speaker: str) -> Iterator[tuple[Key, int, int]]:
        """Yield (key, first token, token after the last) of each match; speaker u fits any pattern."""
        table = self._tables[speaker]
        for at, token in enumerate(tokens):
            for key, phrase in table.candidates(token):
                end = phrase.match(tokens, at)
                if end is not None:
                    yield key, at, end


class _Table(Generic[Key]):
    def __init__(self, parsed: Iterable[tuple[Key, Phrase]], speaker: str) -> None:
        self._by_word: dict[str, list[tuple[Key, Phrase]]] = {}
        self._by_stem: dict[str, list[tuple[Key, Phrase]]] = {}
        for key, phrase in parsed:
            if phrase.speaker and speaker not in (phrase.speaker, "u"):
                continue
            for word in sorted(phrase.elements[0].words):
                self._by_word.setdefault(word, []).append((key, phrase))
            for stem in phrase.elements[0].stems:
                self._by_stem.setdefault(stem[:_STEM], []).append((key, phrase))

    def candidates(self, token: str) -> Sequence[tuple[Key, Phrase]]:
        """Patterns whose first word may be this token."""
        found: Sequence[tuple[Key, Phrase]] = self._by_word.get(token, ())
        stemmed = self._by_stem.get(token[:_STEM])
        return [*found, *stemmed] if stemmed else found
