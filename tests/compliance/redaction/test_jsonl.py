from __future__ import annotations

import io
import json

import pytest

from compliance.redaction.jsonl import DialogueError, read_dialogues, write_redaction
from compliance.redaction.span import Redaction, Span

GOOD = '{"id": "a", "turns": [{"speaker": "caller", "text": "hi there"}]}'


def test_reads_dialogues_and_skips_blank_lines() -> None:
    found = list(read_dialogues([GOOD, "\n", GOOD.replace('"a"', "7")]))
    assert [(one.number, one.id, one.turns[0].text) for one in found] == [
        (1, "a", "hi there"),
        (3, "7", "hi there"),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "1: line: not JSON"),
        ("[]", "1: line: must be an object"),
        ('{"turns": []}', "1: id: must be a string"),
        ('{"id": true, "turns": []}', "1: id: must be a string"),
        ('{"id": "a"}', "1: turns: must be a list"),
        ('{"id": "a", "turns": ["secret"]}', "1: turns[0]: must be an object"),
        ('{"id": "a", "turns": [{"speaker": "bob", "text": "secret"}]}', "1: turns[0].speaker: must be"),
        ('{"id": "a", "turns": [{"speaker": "agent", "text": 5}]}', "1: turns[0].text: must be a string"),
    ],
)
def test_bad_line_names_line_and_field_and_quotes_nothing(line: str, message: str) -> None:
    with pytest.raises(DialogueError) as caught:
        list(read_dialogues([line]))
    assert str(caught.value).startswith(message)
    assert "secret" not in str(caught.value)


def test_written_line_has_placeholders_only() -> None:
    dialogue = next(read_dialogues([GOOD]))
    redaction = Redaction(dialogue.turns, (Span(0, 3, 8, "NAME", 0.9, "Test", "[NAME_1]", None, None),), ())
    output = io.StringIO()
    write_redaction(output, dialogue, redaction)
    assert json.loads(output.getvalue()) == {
        "id": "a",
        "turns": [{"speaker": "caller", "text": "hi there"}],
        "spans": [{"turn": 0, "start": 3, "end": 8, "type": "NAME", "text": "[NAME_1]"}],
    }
