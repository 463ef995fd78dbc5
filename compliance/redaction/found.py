"""What recognizers hand to the engine, and how overlapping finds become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from compliance.redaction.dialogue import Spoken
from compliance.redaction.numbers import Run
from compliance.redaction.policy import Known
from compliance.redaction.script import Script


@dataclass(frozen=True, slots=True)
class Found:
    """An entity of type `type` at `begin` to `stop` of the call text, reported by `recognizer`."""

    begin: int
    stop: int
    type: str
    score: float
    recognizer: str

    def holds(self, run: Run) -> bool:
        """Whether the whole run lies in it."""
        return self.begin <= run.begin and run.stop <= self.stop


class Analyzer(Protocol):
    """Reads a call and finds entities in it."""

    def analyze(self, turns: Sequence[Spoken], known: Known) -> tuple[Script, list[Found]]:
        """The reading of the call and every find; finds may overlap."""


def merge(found: Iterable[Found], script: Script) -> list[Found]:
    """Join finds that overlap, or that are of one type with only white space between, within each line.

    The type, score and recognizer of the best-scored part stand for the whole.
    """
    merged: list[Found] = []
    for item in sorted(_cut_at_lines(found, script), key=lambda item: (item.begin, -item.stop)):
        if merged and _touches(merged[-1], item, script):
            last = merged[-1]
            best = max(last, item, key=lambda one: one.score)
            merged[-1] = replace(best, begin=last.begin, stop=max(last.stop, item.stop))
        else:
            merged.append(item)
    return merged


def _cut_at_lines(found: Iterable[Found], script: Script) -> Iterable[Found]:
    for item in found:
        line = script.line_at(item.begin)
        while line.begin < item.stop:
            begin, stop = max(item.begin, line.begin), min(item.stop, line.stop)
            if begin < stop:
                yield replace(item, begin=begin, stop=stop)
            if line.index + 1 == len(script.lines):
                break
            line = script.lines[line.index + 1]


def _touches(left: Found, right: Found, script: Script) -> bool:
    if script.line_at(left.begin) != script.line_at(right.begin):
        return False
    if right.begin < left.stop:
        return True
    return left.type == right.type and not script.text[left.stop : right.begin].strip()
