import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import ManagementUtility, call_command
from pytest_django import Settings

from compliance.redaction.dialogue import Turn
from tests.analytics.dialogues import BOOKED, DECLINED, SOLD

CALLS = {"appointment_booked": BOOKED, "no_sale": DECLINED, "sale_made": SOLD}


def row(name: str, turns: list[Turn], **more: object) -> str:
    said = [{"speaker": turn.speaker, "text": turn.text} for turn in turns]
    return json.dumps({"id": name, "turns": said, **more}) + "\n"


def run(*arguments: str) -> list[dict[str, Any]]:
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path / "var"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    lines = [
        row(f"{label}{n}", turns[n % 3 :], outcome=label, caller_id=n)
        for label, turns in CALLS.items()
        for n in range(10)
    ]
    path.write_text("".join(lines))
    return path


def test_classify_writes_one_line_a_call(var: Path, tmp_path: Path) -> None:
    source = tmp_path / "calls.jsonl"
    source.write_text(row("one", BOOKED) + "\n" + row("two", []))
    first, second = run("classify", str(source))
    assert set(first) == {"id", "intent", "outcome", "sentiment", "evidence"}
    assert (first["id"], first["outcome"]["label"]) == ("one", "appointment_booked")
    assert set(first["outcome"]) == {"label", "p", "abstained"}
    quote = first["evidence"][-1]
    assert BOOKED[quote["turn"]].text[quote["start"] : quote["end"]] == quote["text"]
    assert second["outcome"] == {"label": "no_conversation", "p": 1.0, "abstained": False}


def test_classify_reads_standard_input(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(row("one", SOLD)))
    assert run("classify", "-")[0]["outcome"]["label"] == "sale_made"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"id": "a", "turns": []}\n{"id": "b"}\n', ":2: turns: must be a list"),
        ("{\n", ":1: line: not JSON"),
        ('{"id": "a", "turns": [{"speaker": "boss", "text": ""}]}', ":1: turns[0].speaker"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    source = tmp_path / "bad.jsonl"
    source.write_text(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("classify", str(source))
    shown = capsys.readouterr()
    assert stopped.value.code == 2
    assert shown.out == ""
    assert shown.err.startswith(f"{source}{message}")
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["nothing.jsonl"], ["-", "--version", "unknown"]])
def test_missing_files_and_versions_stop_with_code_2(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(SystemExit) as stopped:
        ManagementUtility(["manage.py", "classify", *arguments]).execute()
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_trained_version_is_reported_stored_and_used(var: Path, labelled: Path, tmp_path: Path) -> None:
    output = io.StringIO()
    call_command("train_labels", str(labelled), "--dimension", "outcome", "--name", "mine", stdout=output)
    report = output.getvalue()
    assert "calls 30" in report
    assert "stored outcome version mine" in report
    assert sorted(path.name for path in (var / "classifiers" / "mine").iterdir()) == [
        "arrays.npz",
        "model.json",
    ]
    source = tmp_path / "calls.jsonl"
    source.write_text(row("one", DECLINED))
    found = run("classify", str(source), "--version", "mine")[0]
    assert found["outcome"]["label"] == "no_sale"
    assert found["intent"]["label"] == "request_quote"


def test_training_takes_cues_of_ones_own(var: Path, labelled: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.json"
    own = [{"key": key, "name": key, "description": key, "cues": ["agent: all set"]} for key in CALLS]
    labels.write_text(json.dumps({"dimension": "outcome", "labels": own}))
    call_command("train_labels", str(labelled), "--labels", str(labels), stdout=io.StringIO())
    stored = json.loads((var / "classifiers" / "outcome" / "model.json").read_text())
    assert stored["cues"]["labels"] == [[key, "agent: all set"] for key in CALLS]
    assert stored["cues"]["events"] is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (row("x", BOOKED), ":31: outcome: must be a text"),
        (row("x", BOOKED, outcome=""), ":31: outcome: must be a text"),
        (row("x", BOOKED, outcome=4), ":31: outcome: must be a text"),
        (row("x", BOOKED, outcome="no_sale", caller_id=[]), ":31: caller_id"),
    ],
)
def test_bad_labels_store_nothing(
    var: Path, labelled: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    labelled.write_text(labelled.read_text() + line)
    with pytest.raises(SystemExit) as stopped:
        call_command("train_labels", str(labelled))
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith(f"{labelled}{message}")
    assert not var.exists()


def test_too_few_calls_store_nothing(var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "few.jsonl"
    source.write_text(row("x", BOOKED, intent="book_appointment"))
    with pytest.raises(SystemExit) as stopped:
        call_command("train_labels", str(source), "--dimension", "intent")
    assert stopped.value.code == 2
    assert "intent: at least 2 labels with 8 calls each" in capsys.readouterr().err
    assert not var.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "not a label set"),
        ("{}", "not a label set"),
        ('{"dimension": "intent", "labels": []}', "dimension: must be outcome"),
        (
            '{"dimension": "outcome", "labels": [{"key": "no_sale", "name": "", "description": "",'
            ' "cues": ["..."]}]}',
            "must begin and end with a word",
        ),
    ],
)
def test_bad_label_sets_are_refused(
    var: Path, labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    labels = tmp_path / "labels.json"
    labels.write_text(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("train_labels", str(labelled), "--labels", str(labels))
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert not var.exists()


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden"])
def test_names_that_leave_the_folder_are_refused(var: Path, labelled: Path, name: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("train_labels", str(labelled), "--name", name)
    assert stopped.value.code == 2
