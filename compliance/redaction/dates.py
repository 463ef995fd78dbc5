"""Dates in words, digits or both: "June 22nd, 1988", "the fourth of March", "3/14/82", "4 over 27"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.redaction import lexicon
from compliance.redaction.line import Line
from compliance.redaction.tokens import Kind, Token, is_ordinal

# Words and signs between the parts of a date, corrections included.
INNER = lexicon.words(
    "of the over in year , - / . slash dash comma and ' ’ sorry no wait i mean not oops like"
)
# "0 4 1 9 1 9 8 2" has eight; more is no date.
_MOST_NUMBERS = 8
_JOINING = frozenset({"of", "over", "slash", "/"})
_NUMERIC = (Kind.DIGITS, Kind.TENS, Kind.MAGNITUDE)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date at `begin` to `stop` of the call text; `joined` when it is two numbers as in "4 over 27"."""

    begin: int
    stop: int
    months: int
    numbers: int
    ordinals: int
    joined: bool

    @property
    def complete(self) -> bool:
        """Whether month, day and year may all be there."""
        return self.months > 0 and self.numbers >= 2


def find_dates(line: Line) -> Iterator[DatePhrase]:
    """Phrases of month names, ordinals and numbers that count nothing; a month or two numbers at least."""
    for date in _find_phrases(line):
        if not any(run.counted and run.begin < date.stop and date.begin < run.stop for run in line.runs):
            yield date


def _find_phrases(line: Line) -> Iterator[DatePhrase]:
    phrase: list[Token] = []
    for index, token in enumerate(line.tokens):
        if token.word == "." and _ends_sentence(line.tokens, index) and _has_month(phrase):
            yield from _close(phrase)
            phrase = []
            continue
        if _is_part(token) or token.word == "the" or (phrase and token.word in INNER):
            phrase.append(token)
            continue
        yield from _close(phrase)
        phrase = []
    yield from _close(phrase)


def _ends_sentence(tokens: tuple[Token, ...], index: int) -> bool:
    return index + 1 == len(tokens) or tokens[index + 1].begin > tokens[index].stop


def _has_month(phrase: list[Token]) -> bool:
    return any(token.word in lexicon.MONTHS for token in phrase)


def _is_part(token: Token) -> bool:
    is_zero = token.kind is Kind.WEAK and token.value == "0"
    return token.kind in _NUMERIC or is_zero or token.word in lexicon.MONTHS or is_ordinal(token.word)


def _close(tokens: list[Token]) -> Iterator[DatePhrase]:
    while tokens and not _is_part(tokens[-1]):
        tokens = tokens[:-1]
    while len(tokens) > 1 and not _is_part(tokens[0]) and tokens[0].word != "the":
        tokens = tokens[1:]
    months = sum(token.word in lexicon.MONTHS for token in tokens)
    numbers = sum(_is_part(token) and token.word not in lexicon.MONTHS for token in tokens)
    if (months and numbers) or 2 <= numbers <= _MOST_NUMBERS:
        joined = any(token.word in _JOINING for token in tokens)
        ordinals = sum(is_ordinal(token.word) for token in tokens)
        yield DatePhrase(tokens[0].begin, tokens[-1].stop, months, numbers, ordinals, joined)
