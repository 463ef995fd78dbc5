"""Reads numbers with hundreds and thousands: "four thousand one hundred eleven", "twelve hundred", "2 thousand"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.redaction import lexicon
from compliance.redaction.tokens import Kind, Token

_MOST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number up to token `last` (inclusive)."""

    value: int
    last: int

    @property
    def digits(self) -> str:
        """As written in figures."""
        return str(self.value)


def read_cardinal(tokens: Sequence[Token], index: int) -> Cardinal | None:
    """The number that begins at `index`, None where neither "hundred" nor "thousand" belongs to it."""
    head = _below_thousand(tokens, index)
    if head is None:
        return None
    if not _is(tokens, head.last + 1, "thousand"):
        return head if any(token.kind is Kind.MAGNITUDE for token in tokens[index : head.last + 1]) else None
    tail = _below_thousand(tokens, _skip_and(tokens, head.last + 2))
    if tail is None or _goes_on(tokens, tail):
        return Cardinal(head.value * 1000, head.last + 1)
    return Cardinal(head.value * 1000 + tail.value, tail.last)


def _below_thousand(tokens: Sequence[Token], index: int) -> Cardinal | None:
    head = _small(tokens, index)
    if head is None or not _is(tokens, head.last + 1, "hundred"):
        return head
    tail = _small(tokens, _skip_and(tokens, head.last + 2))
    if tail is None or _goes_on(tokens, tail):
        return Cardinal(head.value * 100, head.last + 1)
    return Cardinal(head.value * 100 + tail.value, tail.last)


def _small(tokens: Sequence[Token], index: int) -> Cardinal | None:
    """ "eleven", "forty-one", "41"."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind is Kind.DIGITS and len(token.value) <= _MOST_DIGITS:
        return Cardinal(int(token.value), index)
    if token.kind is not Kind.TENS:
        return None
    unit = index + 2 if _is(tokens, index + 1, "-") else index + 1
    if unit < len(tokens) and tokens[unit].word in lexicon.DIGITS and tokens[unit].value != "0":
        return Cardinal(int(token.value) * 10 + int(tokens[unit].value), unit)
    return Cardinal(int(token.value) * 10, index)


def _skip_and(tokens: Sequence[Token], index: int) -> int:
    return index + 1 if _is(tokens, index, "and") else index


def _goes_on(tokens: Sequence[Token], read: Cardinal) -> bool:
    """Whether more digits follow at once: "eight hundred five five five" is no 805."""
    following = tokens[read.last + 1 : read.last + 2]
    return bool(following) and following[0].kind in (Kind.DIGITS, Kind.TENS, Kind.REPEAT)


def _is(tokens: Sequence[Token], index: int, word: str) -> bool:
    return index < len(tokens) and tokens[index].word == word
