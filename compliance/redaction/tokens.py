"""Splits the text of a turn into tokens and says what each can be in a spoken number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from compliance.redaction import lexicon

_LABELS = (
    "CARD|EXPIRY|CVV|CARD_LAST4|SSN|SSN_LAST4|ROUTING|BANK_ACCOUNT|IBAN|PASSCODE|NAME|PHONE|EMAIL|ADDRESS|DOB|ACCOUNT|MRN|"
    "LICENSE|PASSPORT|NATIONAL_ID|VEHICLE|CONDITION|MEDICATION|URL|IP|AGE|NUMBER|PAYMENT"
)
# What older rules hid stands as one sign that is part of nothing else.
PLACEHOLDER = re.compile(rf"\[({_LABELS})_(\d{{1,6}})\]")
_PLAIN = r"\d+(?:[.,]\d+)+|x-ray\b|[^\W_]+(?:['’][^\W\d_]+)*|_|[^\w\s]"
_PIECE = re.compile(_PLAIN, re.IGNORECASE)
_REDACTED_PIECE = re.compile(rf"\[(?-i:{_LABELS})_\d{{1,6}}\]|{_PLAIN}", re.IGNORECASE)
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
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text at `begin` to `stop`; `value` is its digits, letter or lower-case word."""

    kind: Kind
    value: str
    begin: int
    stop: int
    word: str
    capital: bool = False


def lowered(text: str) -> str:
    """Lower case with every character where it was: some have a lower case of two characters."""
    return "".join(lower if len(lower := char.lower()) == 1 else char for char in text)


def lex(text: str, base: int = 0, *, redacted: bool = False) -> list[Token]:
    """Tokens of `text`, with offsets moved by `base`; "B as in boy" becomes one letter.

    Only in text that was `redacted` before a placeholder is one; elsewhere it is what somebody wrote.
    """
    piece = _REDACTED_PIECE if redacted else _PIECE
    tokens: list[Token] = []
    position = 0
    while match := piece.search(text, position):
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


def figures(text: str) -> str:
    """The decimal digits in `text`, of any script, as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


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
        return Kind.DIGITS, figures(joined)
    if word in lexicon.REPEATS:
        return Kind.REPEAT, word
    if word in lexicon.BRIDGES and word != "i":
        return Kind.BRIDGE, word
    return _classify_by_shape(word)


def _classify_by_shape(word: str) -> tuple[Kind, str]:
    if not word[0].isalnum():
        return (Kind.HIDDEN if len(word) > 1 else Kind.MARK), word
    if len(word) == 1 and not word.isalpha():
        return Kind.WORD, word
    if len(word) == 1:
        return (Kind.WEAK if word in "ai" else Kind.LETTER), word
    if any(char.isdecimal() for char in word) and not _ORDINAL.match(word):
        return Kind.MIXED, word
    return Kind.WORD, word
