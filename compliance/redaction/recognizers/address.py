"""Postal addresses: street lines, units, cities with state or ZIP, PO boxes, and a ZIP alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from compliance.redaction.answers import is_name_like
from compliance.redaction.lexicon import words
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer
from compliance.redaction.tokens import Kind, Token, is_ordinal

_STREETS = words(
    """
    street st avenue ave road rd lane ln drive dr court ct boulevard blvd way place pl circle cir
    terrace trail parkway pkwy highway hwy square loop row alley crescent pike path plaza broadway
    ridge crossing walk
    """
)
_DIRECTIONS = words(
    """
    north south east west northeast northwest southeast southwest n s e w ne nw se sw
    """
)
_UNITS = words(
    """
    apartment apt unit suite ste floor lot building bldg number room # no
    """
)
_SUITES = words("apartment apt suite ste")
_STATES = words(
    """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii
    idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
    minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico york carolina
    dakota ohio oklahoma oregon pennsylvania island tennessee texas utah vermont virginia washington
    wisconsin wyoming
    """
)
_NOT_STREET = words(
    """
    and for you the are was our have get off out from that this with please just
    """
)
_BOX = re.compile(r"\b(?:p\.?\s?o\.?|post office) box (?:number )?", re.IGNORECASE)
_NUMBERED = frozenset({"road", "rd", "highway", "hwy", "route"})
_LONGEST_ROAD_NUMBER = 4
_LONGEST_STREET = 5
_LONGEST_CITY = 6


class AddressRecognizer(SpokenRecognizer):
    """A house number followed by a street, and whatever number is asked for as an address."""

    entity = "ADDRESS"
    cues = (
        r"(?<!mail )\baddress\b(?: on file)?",
        r"\bzip\b(?: ?code)?|post(?:al)? ?code",
        r"where (?:should|do|can|are) (?:we|you|i|they) (?:ship|send|deliver|mail|live|located|come)",
        r"\b(?:i|we) (?:just )?moved\b|located (?:at|on|in)\b|(?:house|property|home) is\b",
        r"\b(?:i|we) live (?:at|on|in)\b|street number|house number|ship (?:it )?to\b",
    )

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield street lines, boxes and expected numbers."""
        for line, run in call.script.runs():
            expected = self.entity in call.script.topics_at(run.begin)
            street = _street_stop(line, run, expected)
            if street is not None:
                yield Finding(run.begin, _place_stop(line, street, expected), 0.9)
            elif _BOX.search(call.script.text[max(line.begin, run.begin - 24) : run.begin]):
                yield Finding(_box_begin(call, line, run), run.stop, 0.9)
            elif expected and len(run.digits) >= 3 and not run.counted:
                yield Finding(run.begin, run.stop, 0.85 if len(run.digits) in (5, 9) else 0.6)


def _box_begin(call: CallArtifacts, line: Line, run: Run) -> int:
    matches = list(_BOX.finditer(call.script.text, line.begin, run.begin + 1))
    return matches[-1].start()


def _after(line: Line, offset: int) -> Sequence[Token]:
    return [token for token in line.tokens if token.begin >= offset]


def _street_stop(line: Line, run: Run, expected: bool) -> int | None:
    """Where the street name after the house number `run` ends, None when no street follows."""
    if not run.digits:
        return None
    words = list(takewhile(_is_street_word, _after(line, run.stop)[:_LONGEST_STREET]))
    suffixes = [index for index, token in enumerate(words) if token.word in _STREETS]
    if suffixes and (suffixes[-1] > 0 or words[0].word == "broadway"):
        last = suffixes[-1]
        numbered = next((r for r in line.runs if 0 < r.begin - words[last].stop <= 1 and r.digits), None)
        if words[last].word in _NUMBERED and numbered and len(numbered.digits) <= _LONGEST_ROAD_NUMBER:
            return numbered.stop
        followed = words[last + 1 : last + 2]
        return (followed[0] if followed and followed[0].word in _DIRECTIONS else words[last]).stop
    named = list(takewhile(lambda token: token.word in _DIRECTIONS or is_name_like(token), words))
    if named and _leads_to_suite(line, named[-1].stop):
        return named[-1].stop
    return named[-1].stop if expected and named and not run.counted and not run.letters else None


def _leads_to_suite(line: Line, stop: int) -> bool:
    """ "4400 Research Commons, Suite 210": the suite tells that the words before it are a street."""
    following = [token.word for token in _after(line, stop)[:2] if token.word != ","]
    return following[:1] != [] and following[0] in _SUITES


def _is_street_word(token: Token) -> bool:
    if is_ordinal(token.word) or token.word in _DIRECTIONS or token.word in _STREETS:
        return True
    return token.kind in (Kind.WORD, Kind.WEAK) and len(token.word) > 2 and token.word not in _NOT_STREET


def _place_stop(line: Line, stop: int, expected: bool) -> int:
    """Extend a street line over unit, city, state and ZIP."""
    stop = _unit_stop(line, stop)
    seen = stop
    for token in _after(line, stop)[: _LONGEST_CITY + 2]:
        run = next((run for run in line.runs if run.begin == token.begin), None)
        if run and len(run.digits) >= 5:
            return run.stop
        if token.word in _STATES:
            stop = token.stop
        elif token.kind is Kind.MARK and token.word in {",", "."}:
            continue
        elif not is_name_like(token) and token.word not in _DIRECTIONS:
            break
        elif expected:
            seen = token.stop
    return max(stop, seen)


def _unit_stop(line: Line, stop: int) -> int:
    tokens = [token for token in _after(line, stop) if token.kind is not Kind.MARK or token.word == "#"][:2]
    if len(tokens) < 2 or tokens[0].word not in _UNITS:
        return stop
    run = next((run for run in line.runs if run.begin == tokens[1].begin), None)
    return run.stop if run else tokens[1].stop
