from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

CALL = {
    "id": "call-1",
    "turns": [
        {"speaker": "agent", "text": "And the security code?"},
        {"speaker": "caller", "text": "Five five one, and I have asthma."},
    ],
}


def run(*arguments: str) -> list[dict[str, object]]:
    output = io.StringIO()
    call_command("redact", *arguments, stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_file_in_lines_out(tmp_path: Path) -> None:
    source = tmp_path / "calls.jsonl"
    source.write_text(json.dumps(CALL) + "\n", encoding="utf-8")
    (record,) = run(str(source))
    assert record["id"] == "call-1"
    assert record["turns"] == [
        CALL["turns"][0],
        {"speaker": "caller", "text": "[CVV_1], and I have [CONDITION_1]."},
    ]
    assert record["spans"] == [
        {"turn": 1, "start": 0, "end": 13, "type": "CVV", "text": "[CVV_1]"},
        {"turn": 1, "start": 26, "end": 32, "type": "CONDITION", "text": "[CONDITION_1]"},
    ]


def test_standard_input_and_shown_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(CALL)))
    (record,) = run("-", "--show", "condition,cvv")
    assert record["turns"][1]["text"] == "[CVV_1], and I have asthma."  # type: ignore[index]


def test_bad_line_stops_before_anything_is_written(tmp_path: Path) -> None:
    source = tmp_path / "calls.jsonl"
    source.write_text(json.dumps(CALL) + '\n{"id": "x"}\n', encoding="utf-8")
    output, errors = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("redact", str(source), stdout=output, stderr=errors)
    assert caught.value.code == 2
    assert errors.getvalue() == f"{source}:2: turns: must be a list\n"
    assert output.getvalue() == ""


@pytest.mark.parametrize(("name", "content", "message"), [
    ("missing.jsonl", None, "No such file or directory"),
    ("latin.jsonl", b"\xff\xfe\xfa", "not UTF-8 text"),
])  # fmt: skip
def test_unreadable_file(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    errors = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("redact", str(source), stderr=errors)
    assert (caught.value.code, errors.getvalue()) == (2, f"{source}: {message}\n")
