"""The bare answer of a turn: what is left when "sure, it's ..." is taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.redaction import lexicon
from compliance.redaction.gazetteer import is_ordinary
from compliance.redaction.line import Line
from compliance.redaction.tokens import Kind, Token
from compliance.redaction.vocabulary import is_common

_LONGEST = 3
_LONGEST_LEAD = 6
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


def unusual_stretches(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Neighbouring words that are neither everyday words nor numbers; any mark separates."""
    stretch: list[Token] = []
    for token in tokens:
        if is_name_like(token) and (not stretch or token.begin - stretch[-1].stop <= 1):
            stretch.append(token)
            continue
        if stretch:
            yield tuple(stretch)
        stretch = [token] if is_name_like(token) else []
    if stretch:
        yield tuple(stretch)


def is_name_like(token: Token) -> bool:
    """Whether the token can be a word of a name."""
    if token.kind not in (Kind.WORD, Kind.WEAK) or len(token.word) < 2 or not token.word[0].isalpha():
        return False
    return (
        not (is_common if token.capital else is_ordinary)(token.word.removesuffix("'s"))
        and token.word not in lexicon.HOMOPHONES
        and token.word not in lexicon.ORDINALS
    )
