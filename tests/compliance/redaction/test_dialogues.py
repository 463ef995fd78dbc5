"""Whole made-up calls: no marked text may leak, and nothing else may be hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from compliance.redaction.dialogue import Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.policy import Policy
from tests.compliance.redaction.conftest import SPEAKERS

_MARK = re.compile(r"\{([^|}]+)\|([A-Z0-9_]+)\}")


@dataclass(frozen=True)
class Marked:
    speaker: str
    text: str
    spans: tuple[tuple[int, int], ...]


def _read_turn(line: str) -> Marked:
    speaker, marked = SPEAKERS[line[0]], line[3:]
    text, spans, position = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        spans.append((len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        position = match.end()
    return Marked(speaker, text + marked[position:], tuple(spans))


def _read_calls() -> list[list[Marked]]:
    text = Path(__file__).with_name("dialogues.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [[_read_turn(line) for line in call.splitlines()] for call in lines.strip().split("\n\n")]


CALLS = _read_calls()


def _hidden(engine: RedactionEngine, call: list[Marked], *, mono: bool = False) -> list[set[int]]:
    turns = [Turn.from_text("unknown" if mono else one.speaker, one.text) for one in call]
    places: list[set[int]] = [set() for _ in turns]
    for span in engine.redact(turns, Policy(health=True)).spans:
        places[span.turn].update(range(span.begin, span.stop))
    return places


def _letters(text: str, spans: tuple[tuple[int, int], ...]) -> set[int]:
    return {index for begin, stop in spans for index in range(begin, stop) if text[index].isalnum()}


@pytest.mark.parametrize("mono", [False, True], ids=["two channels", "mono"])
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_nothing_marked_leaks(engine: RedactionEngine, number: int, mono: bool) -> None:
    for one, hidden in zip(CALLS[number], _hidden(engine, CALLS[number], mono=mono), strict=True):
        leaked = _letters(one.text, one.spans) - hidden
        assert not leaked, one.text


def test_hardly_anything_else_is_hidden(engine: RedactionEngine) -> None:
    other = touched = 0
    for call in CALLS:
        for one, hidden in zip(call, _hidden(engine, call), strict=True):
            free = _letters(one.text, ((0, len(one.text)),)) - _letters(one.text, one.spans)
            other += len(free)
            touched += len(free & hidden)
    assert other > 4000
    assert touched / other < 0.02
