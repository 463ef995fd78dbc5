"""Splits the text of a turn into tokens and says what each can be in a spoken number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from compliance.redaction import lexicon

# What older rules hid stands as one sign that is part of nothing else.
PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9_]*?)_(\d{1,3})\]")
_PIECE = re.compile(
    r"\[(?-i:[A-Z][A-Z0-9_]*?)_\d{1,3}\]|\d+(?:[.,]\d+)+|x-ray\b|[^\W_]+(?:['’][^\W\d_]+)*|_|[^\w\s]",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"[.,]")
_AS_IN = re.compile(
    r"\s*(?:,\s*)?(?:as\s+in|is\s+in|is\s+for|like(?:\s+in)?|for)\s+([a-z][a-z'-]*)", re.IGNORECASE
)
_MEAN = re.compile(r"\s+mean\b", re.IGNORECASE)
# "u umbrella": a word with that letter, before a mark, another letter or the end.
_TOLD = re.compile(r",? ([a-z]{3,})(?=$|[,.;?!]| \w\b| \d)", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")


class Kind(Enum):
    """What a token contributes to a number."""

    DIGITS = "digits"
    TENS = "tens"
    MAGNITUDE = "magnitude"
    REPEAT = "repeat"
    PLURAL = "plural"
    LETTER = "letter"
    MIXED = "mixed"
    WEAK = "weak"
    BRIDGE = "bridge"
    MARK = "mark"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text at `begin` to `stop`; `value` is its digits, letter or lower-case word."""

    kind: Kind
    value: str
    begin: int
    stop: int
    word: str
    capital: bool = False


def lex(text: str, base: int = 0) -> list[Token]:
    """Tokens of `text`, with offsets moved by `base`; "B as in boy" becomes one letter."""
    tokens: list[Token] = []
    position = 0
    while match := _PIECE.search(text, position):
        word = match.group().lower().replace("’", "'")
        kind, value = _classify(word)
        stop = match.end()
        if len(word) == 1 and word.isalpha():
            stop = _explained_until(text, word, stop)
            if stop > match.end():
                kind, value = Kind.LETTER, word
        if kind is Kind.WEAK and word == "i" and _MEAN.match(text, stop):
            kind = Kind.BRIDGE
        capital = match.group()[0].isupper()
        tokens.append(Token(kind, value, base + match.start(), base + stop, word, capital))
        position = stop
    return tokens


def is_ordinal(word: str) -> bool:
    """Whether the lower-case `word` is an ordinal such as "third" or "22nd"."""
    return word in lexicon.ORDINALS or bool(_ORDINAL.match(word))


def _explained_until(text: str, letter: str, stop: int) -> int:
    """Where "as in Robert" after a letter ends; "for" explains only a word with that first letter."""
    match = _AS_IN.match(text, stop)
    if match is None:
        told = _TOLD.match(text, stop) if letter not in "ai" else None
        return told.end() if told and told.group(1).lower().startswith(letter) else stop
    told_by_for = match.group().strip(" ,").lower().startswith(("for", "is for"))
    if told_by_for and not match.group(1).lower().startswith(letter):
        return stop
    return match.end()


_WORD_TABLES: tuple[tuple[dict[str, str], Kind], ...] = (
    (lexicon.DIGITS, Kind.DIGITS),
    (lexicon.TEENS, Kind.DIGITS),
    (lexicon.TENS, Kind.TENS),
    (lexicon.MAGNITUDES, Kind.MAGNITUDE),
    (lexicon.PLURALS, Kind.PLURAL),
    (lexicon.HOMOPHONES, Kind.WEAK),
    (lexicon.SPELLING_WORDS, Kind.WEAK),
)


def _classify(word: str) -> tuple[Kind, str]:
    for table, kind in _WORD_TABLES:
        if word in table:
            return kind, table[word]
    joined = _SEPARATED.sub("", word)
    if joined.isdecimal():
        return Kind.DIGITS, joined
    if word in lexicon.REPEATS:
        return Kind.REPEAT, word
    if word in lexicon.BRIDGES and word != "i":
        return Kind.BRIDGE, word
    return _classify_by_shape(word)


def _classify_by_shape(word: str) -> tuple[Kind, str]:
    if not word[0].isalnum():
        return Kind.MARK, word
    if len(word) == 1:
        return (Kind.WEAK if word in "ai" else Kind.LETTER), word
    if any(char.isdigit() for char in word) and not _ORDINAL.match(word):
        return Kind.MIXED, word
    return Kind.WORD, word
