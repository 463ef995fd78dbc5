"""The words behind a verdict: which turn, where in it, when, and what was said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Turn

_SENTENCE = re.compile(r"\S.*?(?:[.?!](?=\s)|$)", re.DOTALL)
_WORD = re.compile(r"\S+")
_LONGEST = 25


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote: turn number, character offsets into the turn's text, seconds where the words have times."""

    turn: int
    begin: int
    stop: int
    start: float | None
    end: float | None
    quote: str


def quote_turn(turns: Sequence[Turn], number: int, begin: int, stop: int) -> Evidence:
    """Evidence for the characters begin..stop of a turn."""
    turn = turns[number]
    words = [word for word in turn.words if word.begin < stop and word.stop > begin]
    start = min((word.start for word in words if word.start is not None), default=None)
    end = max((word.end for word in words if word.end is not None), default=None)
    return Evidence(number, begin, stop, start, end, turn.text[begin:stop])


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of a text as offsets; text without sentence marks is cut every 25 words."""
    for sentence in _SENTENCE.finditer(text):
        words = list(_WORD.finditer(text, sentence.start(), sentence.end()))
        for first in range(0, len(words), _LONGEST):
            yield words[first].start(), words[min(first + _LONGEST, len(words)) - 1].end()


def best_passage(text: str, weigh: Callable[[str], float]) -> tuple[int, int]:
    """The passage with the highest weight, the first of equals; (0, 0) for text without words."""
    best, found = float("-inf"), (0, 0)
    for begin, stop in passages(text):
        weight = weigh(text[begin:stop])
        if weight > best:
            best, found = weight, (begin, stop)
    return found
