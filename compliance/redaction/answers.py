"""The bare answer of a turn: what is left when "sure, it's ..." is taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.redaction import lexicon
from compliance.redaction.gazetteer import frequency, is_ordinary, may_be_name
from compliance.redaction.line import Line
from compliance.redaction.tokens import Kind, Token
from compliance.redaction.vocabulary import is_common

_LONGEST = 3
_LONGEST_LEAD = 6
_FREQUENT = 4.3
_NUMERIC = (Kind.DIGITS, Kind.TENS)


def find_answers(line: Line, longest: int = _LONGEST) -> Iterator[tuple[Token, ...]]:
    """Stretches of up to `longest` unusual words, where the turn starts with nothing but everyday
    words before them.
    """
    stretch = next(unusual_stretches(line.tokens), None)
    if stretch is None or len(stretch) > longest:
        return
    before = [
        token for token in line.tokens if token.begin < stretch[0].begin and token.kind is not Kind.MARK
    ]
    if len(before) <= _LONGEST_LEAD and not any(token.kind in _NUMERIC for token in before):
        yield stretch


def unusual_stretches(tokens: Sequence[Token], *, loosely: bool = False) -> Iterator[tuple[Token, ...]]:
    """Neighbouring words that are neither everyday words nor numbers; any mark separates.

    `loosely` takes words that are only moderately common as well.
    """
    stretch: list[Token] = []
    for token in tokens:
        if is_name_like(token, loosely=loosely) and (not stretch or token.begin - stretch[-1].stop <= 1):
            stretch.append(token)
            continue
        if stretch:
            yield tuple(stretch)
        stretch = [token] if is_name_like(token, loosely=loosely) else []
    if stretch:
        yield tuple(stretch)


def is_name_like(token: Token, *, loosely: bool = False) -> bool:
    """Whether the token can be a word of a name."""
    if token.kind not in (Kind.WORD, Kind.WEAK) or len(token.word) < 2 or not token.word[0].isalpha():
        return False
    return (
        not _is_usual(token, loosely=loosely)
        and token.word not in lexicon.HOMOPHONES
        and token.word not in lexicon.ORDINALS
    )


def _is_usual(token: Token, *, loosely: bool) -> bool:
    plain = token.word.removesuffix("'s")
    if token.capital:
        return is_common(plain)
    if loosely:
        return is_common(plain) or (frequency(plain) >= _FREQUENT and not may_be_name(plain))
    return is_ordinary(plain)
