"""Dialogues as JSON lines: {"id", "turns": [{"speaker", "text"}]}, one call a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from compliance.redaction.dialogue import Turn
from compliance.redaction.span import Redaction

_SPEAKERS = ("caller", "agent", "unknown")


class DialogueError(ValueError):
    """A line that is no dialogue; the message is "LINE: FIELD: what is wrong" and quotes nothing of
    the call.
    """


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One call as read from a line; `number` counts lines from 1."""

    number: int
    id: str
    turns: tuple[Turn, ...]


def read_dialogues(lines: Iterable[str]) -> Iterator[Dialogue]:
    """Yield the dialogue of each line that is not blank.

    Raises DialogueError at the first bad line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(number, line)


def write_redaction(output: TextIO, dialogue: Dialogue, redaction: Redaction) -> None:
    """Write one line: the same turns with redacted text, and spans with offsets into the input text.

    The "text" of a span is its placeholder: the hidden words are never written.
    """
    record = {
        "id": dialogue.id,
        "turns": [{"speaker": turn.speaker, "text": turn.text} for turn in redaction.turns],
        "spans": [
            {
                "turn": span.turn,
                "start": span.begin,
                "end": span.stop,
                "type": span.type,
                "text": span.placeholder,
            }
            for span in redaction.spans
        ],
    }
    output.write(json.dumps(record, ensure_ascii=False) + "\n")


def _read(number: int, line: str) -> Dialogue:
    try:
        record = json.loads(line)
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "unreadable"
        raise DialogueError(f"{number}: line: not JSON ({reason})") from None
    if not isinstance(record, dict):
        raise DialogueError(f"{number}: line: must be an object")
    name = record.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise DialogueError(f"{number}: id: must be a string")
    turns = record.get("turns")
    if not isinstance(turns, list):
        raise DialogueError(f"{number}: turns: must be a list")
    return Dialogue(
        number, str(name), tuple(_read_turn(number, index, turn) for index, turn in enumerate(turns))
    )


def _read_turn(number: int, index: int, turn: Any) -> Turn:
    place = f"{number}: turns[{index}]"
    if not isinstance(turn, dict):
        raise DialogueError(f"{place}: must be an object")
    if turn.get("speaker") not in _SPEAKERS:
        raise DialogueError(f"{place}.speaker: must be caller, agent or unknown")
    if not isinstance(turn.get("text"), str):
        raise DialogueError(f"{place}.text: must be a string")
    return Turn.from_text(turn["speaker"], turn["text"])
