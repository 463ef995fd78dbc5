"""Word lists of health: one term a line, lower case. An account adds its own to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from compliance.redaction.tokens import Token

_MARKS = frozenset("-'")


class Terms:
    """Finds terms of one or more words among tokens, the longest first."""

    def __init__(self, terms: Iterable[str]) -> None:
        """`terms` in any case, words parted by spaces or hyphens."""
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for term in terms:
            words = tuple(term.lower().replace("’", "'").replace("-", " ").split())
            if words:
                self._by_first.setdefault(words[0], []).append(words)
        for found in self._by_first.values():
            found.sort(key=len, reverse=True)

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """(begin, stop) of every term, in order; hyphens between its words do not matter."""
        spoken = [token for token in tokens if token.word not in _MARKS]
        index = 0
        while index < len(spoken):
            size = self._length_at(spoken, index)
            if size:
                yield spoken[index].begin, spoken[index + size - 1].stop
            index += size or 1

    def _length_at(self, tokens: Sequence[Token], index: int) -> int:
        for words in self._by_first.get(tokens[index].word, ()):
            if tuple(token.word for token in tokens[index : index + len(words)]) == words:
                return len(words)
        return 0


@cache
def shipped(name: str) -> Terms:
    """The list `name`: "conditions" or "medications"."""
    return Terms((Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines())
