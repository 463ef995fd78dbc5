"""A transcript as pieces a page can show: words with their second, placeholders, the text between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from calls.models import Turn

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9_]*?)(?:_\d+)?\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn's text; `start` and `end` in seconds or None, `kind` the hidden type or ""."""

    text: str
    start: float | None = None
    end: float | None = None
    kind: str = ""


def pieces(turn: Turn) -> list[Piece]:
    """The whole text in order. Words that share one placeholder are one piece."""
    return list(_pieces(turn))


def _pieces(turn: Turn) -> Iterator[Piece]:
    position = 0
    for (begin, stop), group in groupby(turn.words, key=lambda word: (word[4], word[5])):
        words = list(group)
        if begin < position:
            continue
        if begin > position:
            yield from _plain(turn.text[position:begin])
        yield from _spoken(turn.text[begin:stop], words[0][1], words[-1][2])
        position = stop
    if position < len(turn.text):
        yield from _plain(turn.text[position:])


def _spoken(text: str, start: float | None, end: float | None) -> Iterator[Piece]:
    hidden = PLACEHOLDER.search(text)
    if hidden is None:
        yield Piece(text, start, end)
        return
    if hidden.start():
        yield Piece(text[: hidden.start()])
    yield Piece(hidden[0], start, end, hidden[1])
    if hidden.end() < len(text):
        yield Piece(text[hidden.end() :])


def _plain(text: str) -> Iterator[Piece]:
    position = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > position:
            yield Piece(text[position : found.start()])
        yield Piece(found[0], kind=found[1])
        position = found.end()
    if position < len(text):
        yield Piece(text[position:])
