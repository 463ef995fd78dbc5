"""Postal addresses: street lines, units, cities with state or ZIP, PO boxes, and a ZIP alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path

from compliance.redaction import terms
from compliance.redaction.answers import find_answers, is_name_like, unusual_stretches
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
_ABROAD = words("calle rue avenida via camino paseo plaza de la del las los el du des saint st san santa")
_NOT_STREET = words(
    """
    and for you the are was our have get off out from that this with please just
    """
)
_BOX = re.compile(r"\b(?:p\.?\s?o\.?|post office) box (?:number )?", re.IGNORECASE)
_NUMBERED = frozenset({"road", "rd", "highway", "hwy", "route"})
_LONGEST_ROAD_NUMBER = 4
_LONGEST_STREET = 5
_LONGEST_HOUSE = 5
_ZIP = 5
_AT = frozenset({"at", "to", "of"})
_BETWEEN = frozenset(
    {",", ".", "in", "new", "fort", "port", "san", "saint", "st", "city", "rhode", "the", "lake", "grand"}
)
_SURE_STREETS = words(
    "street avenue ave road lane court boulevard blvd terrace circle drive parkway crescent close mews"
)
_SURE_UNITS = words("apartment apt unit suite buzzer flat penthouse")
# Postal codes of Canada and of the United Kingdom.
_POSTCODE = re.compile(r"[a-z]\d[a-z]\d[a-z]\d|[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
_STATE_LETTERS = words(
    """
    al ak az ar ca co ct de fl ga ia id il ks ky la ma md mi mn ms mo mt ne nv nh nj nm ny nc nd ohio ok pa ri sc sd
    tn tx ut vt va wa wv wi wy ontario quebec alberta manitoba saskatchewan
    """
)
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
        """Yield street lines, streets alone, units, boxes, postal codes and expected numbers."""
        for line in call.script.lines:
            yield from _streets(line)
            if any(len(run.digits) > 2 and _street_stop(line, run, False) for run in line.runs):
                yield from (
                    Finding(token.begin, token.stop, 0.6) for token in line.tokens if token.word in _places()
                )
            yield from _units(line)
            if self.entity in call.script.topics_at(line.begin):
                yield from _towns(line)
        for line, run in call.script.runs():
            expected = self.entity in call.script.topics_at(run.begin)
            street = _street_stop(line, run, expected or _stands_at(line, run))
            if _BOX.search(call.script.text[max(line.begin, run.begin - 24) : run.begin]):
                yield Finding(_box_begin(call, line, run), _place_stop(line, run.stop), 0.9)
            elif street is not None:
                yield Finding(_place_begin(line, run.begin), _place_stop(line, street), 0.9)
            elif _POSTCODE.fullmatch(run.code) or _POSTCODE.fullmatch(run.code.replace("o", "0")):
                yield Finding(run.begin, run.stop, 0.8)
            elif expected and len(run.digits) >= 3 and not run.counted:
                yield Finding(run.begin, run.stop, 0.85 if len(run.digits) in (5, 9) else 0.6)


def _stands_at(line: Line, run: Run) -> bool:
    """ "at 915 Halstead": at most five digits after a word of place."""
    before = line.before(run.begin)[-1:]
    return (
        bool(before) and before[0].word in _AT and 2 <= len(run.digits) <= _LONGEST_HOUSE and not run.counted
    )


def _streets(line: Line) -> Iterator[Finding]:
    """ "on Linden Court": a street without a house number."""
    for name, suffix in pairwise(line.tokens):
        if suffix.word in _SURE_STREETS and suffix.kind is Kind.WORD and is_name_like(name):
            begin = name.begin
            for token in reversed(line.before(name.begin)):
                if not is_name_like(token) and token.word not in _DIRECTIONS:
                    break
                begin = token.begin
            yield Finding(begin, _place_stop(line, suffix.stop), 0.6)


def _units(line: Line) -> Iterator[Finding]:
    """ "apartment 22", "unit 4C", "buzzer 6"."""
    for unit, number in pairwise(line.tokens):
        if unit.word not in _SURE_UNITS:
            continue
        run = next((run for run in line.runs if run.begin == number.begin), None)
        if run is not None or (
            len(number.word) == 1 and number.word.isalpha() and number.word not in ("a", "i")
        ):
            yield Finding(unit.begin, run.stop if run else number.stop, 0.6)


def _towns(line: Line) -> Iterator[Finding]:
    """An answer to "which city?": unusual words up to the state, alone or beside a number."""
    stretches = (
        unusual_stretches(line.tokens)
        if any(len(run.digits) >= _ZIP - 1 for run in line.runs)
        else find_answers(line)
    )
    for stretch in stretches if line.speaker != "agent" else ():
        yield Finding(stretch[0].begin, _place_stop(line, stretch[-1].stop), 0.6)


def _box_begin(call: CallArtifacts, line: Line, run: Run) -> int:
    matches = list(_BOX.finditer(call.script.text, line.begin, run.begin + 1))
    return matches[-1].start()


def _street_stop(line: Line, run: Run, expected: bool) -> int | None:
    """Where the street name after the house number `run` ends, None when no street follows."""
    if not run.digits:
        return None
    words = list(takewhile(_is_street_word, line.after(run.stop)[:_LONGEST_STREET]))
    suffixes = [index for index, token in enumerate(words) if token.word in _STREETS]
    if suffixes and (suffixes[-1] > 0 or words[0].word == "broadway"):
        last = suffixes[-1]
        numbered = next((r for r in line.runs if 0 < r.begin - words[last].stop <= 1 and r.digits), None)
        if words[last].word in _NUMBERED and numbered and len(numbered.digits) <= _LONGEST_ROAD_NUMBER:
            return numbered.stop
        followed = words[last + 1 : last + 2]
        return (followed[0] if followed and followed[0].word in _DIRECTIONS else words[last]).stop
    named = list(
        takewhile(
            lambda token: token.word in _DIRECTIONS or token.word in _ABROAD or is_name_like(token), words
        )
    )
    if named and _leads_to_suite(line, named[-1].stop):
        return named[-1].stop
    return named[-1].stop if expected and named and not run.counted and not run.letters else None


def _leads_to_suite(line: Line, stop: int) -> bool:
    """ "4400 Research Commons, Suite 210": the suite tells that the words before it are a street."""
    following = [token.word for token in line.after(stop)[:2] if token.word != ","]
    return following[:1] != [] and following[0] in _SUITES


def _is_street_word(token: Token) -> bool:
    if is_ordinal(token.word) or token.word in _DIRECTIONS or token.word in _STREETS:
        return True
    if token.word == "-" or token.kind is Kind.TENS:
        return True
    return token.kind in (Kind.WORD, Kind.WEAK) and len(token.word) > 2 and token.word not in _NOT_STREET


def _place_stop(line: Line, stop: int) -> int:
    """Extend a street line over unit, city, state and ZIP; "in" and marks may stand between."""
    stop = seen = _unit_stop(line, stop)
    for token in line.after(stop)[: _LONGEST_CITY + 4]:
        run = next((run for run in line.runs if run.begin == token.begin), None)
        if run and (len(run.digits) >= 5 or _POSTCODE.fullmatch(run.code)):
            return run.stop
        if _is_town(token) or token.word in _DIRECTIONS:
            seen = token.stop
        elif token.word not in _BETWEEN:
            break
    return seen


def _place_begin(line: Line, begin: int) -> int:
    """Go back over "93749, Fresno," before a street line."""
    seen = begin
    for token in reversed(line.before(begin)):
        run = next((run for run in line.runs if run.stop == token.stop and len(run.digits) == _ZIP), None)
        if run:
            return run.begin
        if not (_is_town(token) or token.word == ","):
            return seen
        seen = token.begin if token.word != "," else seen
    return seen


def _is_town(token: Token) -> bool:
    return (
        is_name_like(token)
        or token.word in _STATES
        or token.word in _STATE_LETTERS
        or token.word in _places()
    )


@cache
def _places() -> frozenset[str]:
    return frozenset((Path(terms.__file__).parent / "places.txt").read_text("utf-8").split())


def _unit_stop(line: Line, stop: int) -> int:
    tokens = [token for token in line.after(stop) if token.kind is not Kind.MARK or token.word == "#"][:2]
    if len(tokens) < 2 or tokens[0].word not in _UNITS:
        return stop
    run = next((run for run in line.runs if run.begin == tokens[1].begin), None)
    return run.stop if run else tokens[1].stop
