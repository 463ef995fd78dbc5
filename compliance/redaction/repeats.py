"""Second pass over numbers: read-back, tails, false starts and dates said again, by either side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.codes import with_letters
from compliance.redaction.dates import find_dates
from compliance.redaction.found import Found
from compliance.redaction.lexicon import MONTHS
from compliance.redaction.numbers import Run
from compliance.redaction.script import Script

_NOT_NUMBERS = frozenset({"NAME", "EMAIL", "CONDITION", "MEDICATION", "DOB", "CARD_EXPIRY"})
_DATES = frozenset({"CARD_EXPIRY"})
_SHORTEST_ECHO = 3
# A piece of two characters counts only so many turns after the whole.
_NEAR = 6
_LONGEST_TAIL = 4
_TAIL = re.compile(
    r"\b(?:at the end|to finish|finish(?:es)? with|ends? (?:in|with|on)|next (?:is|two|three|four|one)|start(?:s|ing)? with|"
    r"begins? with|everything but|last (?:one|two|three|four|bit|part))\b"
)
# "was that 6 3 or 6 0?"
_DOUBT = re.compile(r"\b(?:was that|is that|did you say|you said|or was it)\b.* or\b")
_RESTART = re.compile(
    r"\b(?:start (?:over|again)|wrong (?:line|one|card|number)|scratch that|no,? wait|wait,? (?:no|sorry)|"
    r"can't read|lost my place|no,? (?:sorry|that's)|sorry,? no|hang on)\b"
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A number that was found, and the turn in which."""

    digits: str
    code: str
    kind: str
    line: int


def echo_numbers(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Runs that repeat three or more digits in a row of a number already found, and shortly after it two characters of it.

    So do the ends of numbers that are named as such: "and 7 to finish".
    """
    values = _numbers(script, found)
    covered = {run for _, run in script.runs() if _covered(run, found)}
    for line, run in script.runs():
        text = script.line_text(line).lower()
        doubt = _DOUBT.search(text) is not None
        if (run.counted and not doubt) or run in covered or not run.digits:
            continue
        tail = doubt or _TAIL.search(text) is not None
        for value in values:
            near = 0 <= line.index - value.line <= _NEAR
            if _repeats(run, value, near=near) or (near and tail and len(run.code) <= _LONGEST_TAIL):
                yield Found(*with_letters(script, line, run), value.kind, 0.5, "Echo")
                break


def _repeats(run: Run, value: _Value, *, near: bool) -> bool:
    if len(run.digits) >= _SHORTEST_ECHO and (run.digits in value.digits or value.digits in run.digits):
        return True
    return near and len(run.code) == _SHORTEST_ECHO - 1 and run.code in value.code


def restarted_numbers(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """The false start of a number: "4-9, wait, I can't read this, okay, 1988 0538"."""
    for line in script.lines:
        if not _RESTART.search(script.line_text(line).lower()):
            continue
        whole = [
            item for item in found if item.type not in _NOT_NUMBERS and line.begin <= item.begin < line.stop
        ]
        for run in line.runs if whole else ():
            if len(run.digits) > 1 and not run.counted and not _covered(run, whole):
                yield Found(run.begin, run.stop, whole[0].type, 0.3, "Echo")


def spread_months(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Dates that repeat the month of an expiry date within a few turns."""
    told = [
        (token.word, script.line_at(item.begin).index, item.type)
        for item in found
        if item.type in _DATES
        for token in script.line_at(item.begin).within(item.begin, item.stop)
        if token.word in MONTHS
    ]
    for line in script.lines if told else ():
        for date in find_dates(line):
            words = {token.word for token in line.tokens if date.begin <= token.begin < date.stop}
            for month, index, kind in told:
                if month in words and 0 <= line.index - index <= _NEAR:
                    yield Found(date.begin, date.stop, kind, 0.5, "Echo")


def _numbers(script: Script, found: Sequence[Found]) -> list[_Value]:
    values: dict[tuple[str, int], _Value] = {}
    for item in found:
        if item.type in _NOT_NUMBERS:
            continue
        line = script.line_at(item.begin)
        for run in line.runs:
            if item.holds(run) and len(run.digits) >= _SHORTEST_ECHO:
                values.setdefault((run.code, line.index), _Value(run.digits, run.code, item.type, line.index))
    return list(values.values())


def _covered(run: Run, found: Sequence[Found]) -> bool:
    return any(item.holds(run) for item in found)
