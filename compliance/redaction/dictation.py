"""Numbers that are told over several turns: "fifty five ninety three" - "yep" - "fifty two eleven" - "go on" - ...

Each part alone may be too short to be hidden; together they have the length of what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from compliance.redaction import lexicon
from compliance.redaction.found import Found
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.script import Script
from compliance.redaction.tokens import Kind

_SHORTEST_CARD = 12
# What may be as long as a card; everything else that long is one, whatever the first part was taken for.
_OTHER = lexicon.words(
    """
    PHONE ACCOUNT_ID IBAN BANK_ACCOUNT BANK_ROUTING MRN DRIVER_LICENSE PASSPORT NATIONAL_ID VEHICLE_ID SSN CARD_NUMBER
    """
)
_SHORTEST = 5
_LONGEST_ANSWER = 5
_MOSTLY = 0.5
_LONGEST_LEAD = 4
_PART = 4
_SURE = 0.55


@dataclass(slots=True)
class _Chain:
    speaker: str
    parts: list[tuple[Line, Run]] = field(default_factory=list)
    echoes: list[tuple[Line, Run]] = field(default_factory=list)
    turns: int = 0

    @property
    def digits(self) -> int:
        return sum(len(run.digits) for _, run in self.parts)


def join_turns(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Every part of a number told over two turns or more, with what the listener repeats of it.

    Twelve digits together are a card, unless something else was asked for; five are a NUMBER.
    """
    for chain in _chains(script):
        if chain.turns < 2 or chain.digits < _SHORTEST:
            continue
        asked = [
            item
            for item in found
            if item.score >= _SURE and item.type in _OTHER and any(item.holds(run) for _, run in chain.parts)
        ]
        kind, score = asked[0].type if asked else "NUMBER", 0.3
        if not asked and chain.digits >= _SHORTEST_CARD:
            kind, score = "CARD_NUMBER", 0.65
        for _, run in (*chain.parts, *chain.echoes):
            yield Found(run.begin, run.stop, kind, score, "Dictation")


def _chains(script: Script) -> Iterator[_Chain]:
    chain: _Chain | None = None
    for line in script.lines:
        runs = [(line, run) for run in line.runs if run.digits and not (run.counted or run.rounded)]
        if chain is not None and line.speaker != chain.speaker:
            if _listens(script, line):
                chain.echoes += runs
                continue
            yield chain
            chain = None
        elif runs and _dictates(line):
            chain = chain or _Chain(line.speaker)
            chain.parts += runs
            chain.turns += 1
        elif chain is not None and not script.context.continues[line.index]:
            yield chain
            chain = None
    if chain is not None:
        yield chain


def _dictates(line: Line) -> bool:
    """Whether a turn is mostly number."""
    spoken = [token for token in line.tokens if token.kind not in (Kind.MARK, Kind.BRIDGE)]
    dated = any(token.word in lexicon.MONTHS for token in spoken)
    numeric = _numeric(line)
    few = len(spoken) - len(numeric) <= _LONGEST_LEAD and any(len(run.digits) >= _PART for run in line.runs)
    return not dated and (few or len(numeric) >= _MOSTLY * len(spoken))


def _listens(script: Script, line: Line) -> bool:
    """Whether a turn only acknowledges, repeats or asks for more."""
    if any(cue.topic for cue in script.context.cues[line.index]):
        return False
    numeric = _numeric(line)
    rest = [token for token in line.tokens if token.kind is not Kind.MARK and token not in numeric]
    return len(rest) <= _LONGEST_ANSWER


def _numeric(line: Line) -> list[object]:
    return [
        token
        for token in line.tokens
        if token.kind is not Kind.MARK and any(run.begin <= token.begin < run.stop for run in line.runs)
    ]
