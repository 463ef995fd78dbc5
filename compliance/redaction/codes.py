"""How far a code of letters and digits reaches: "XWP 441 098", "golf, eight three four", "star 4419"."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.redaction.gazetteer import frequency, may_be_name
from compliance.redaction.lexicon import SPELLING_WORDS
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.script import Script
from compliance.redaction.tokens import Kind, Token

_KEYS = frozenset({"star", "pound", "hash", "asterisk", "#", "*"})
_JOINERS = frozenset({"-", "/", "dash", "hyphen", "slash"})
_LONGEST_GROUP = 4
_LARGEST_GAP = 2


def with_keys(line: Line, begin: int, stop: int) -> tuple[int, int]:
    """Begin and stop with a telephone key said before or after."""
    before, after = line.before(begin)[-1:], line.after(stop)[:1]
    if before and before[0].word in _KEYS:
        begin = before[0].begin
    return begin, after[0].stop if after and after[0].word in _KEYS else stop


def with_letters(script: Script, line: Line, run: Run) -> tuple[int, int]:
    """Begin and stop of `run` with the letters, code words and groups of capitals on both sides of it."""
    begin, stop = run.begin, run.stop
    for token in _reach(script, reversed(line.before(begin)), begin, backwards=True):
        begin = token.begin
    for token in _reach(script, line.after(stop), stop, backwards=False):
        stop = token.stop
    return begin, stop


def _reach(script: Script, tokens: Iterable[Token], edge: int, *, backwards: bool) -> Iterable[Token]:
    """The parts of a code next to `edge`, outwards; commas between them are passed over."""
    for token in tokens:
        gap = edge - token.stop if backwards else token.begin - edge
        if gap > _LARGEST_GAP or not (token.word in (",", *_JOINERS) or _is_part(script, token)):
            return
        edge = token.begin if backwards else token.stop
        if token.word not in (",", *_JOINERS):
            yield token


def _is_part(script: Script, token: Token) -> bool:
    if token.kind in (Kind.DIGITS, Kind.MIXED, Kind.LETTER) or token.word in SPELLING_WORDS:
        return True
    written = script.text[token.begin : token.stop]
    if len(token.word) == 1:
        return token.word.isalpha() and (written.isupper() and token.word != "i")
    if token.kind not in (Kind.WORD, Kind.WEAK) or len(token.word) > _LONGEST_GROUP:
        return False
    return written.isupper() or not (frequency(token.word) or may_be_name(token.word))
