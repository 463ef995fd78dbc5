"""`transcribe` and `models` from the shell."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from calls.simulator.library import recording


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MODELS_DIR = tmp_path_factory.getbasetemp() / "var"


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_a_card_number_is_not_printed_unless_asked_for() -> None:
    path = str(recording("filter-sale-card").audio_path)
    document = json.loads(run("transcribe", path))
    text = " ".join(turn["text"] for turn in document["turns"])
    assert set(document) == {"duration", "channels", "model", "turns"}
    assert (document["channels"], document["model"]) == (2, "faster-whisper/whisper-base")
    assert "[CARD_1]" in text
    assert "4242" not in json.dumps(document)
    assert "4242" in run("transcribe", path, "--no-redact", "--format", "txt")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"", "the recording is empty"),
        (b"hello" * 99, "not a recording that can be decoded"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(content: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=message) as caught:
        run("transcribe", str(path))
    assert caught.value.returncode == 2
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_models_are_listed_with_their_state() -> None:
    lines = {line.split()[0]: line for line in run("models", "list").splitlines()}
    assert "ready" in lines["en_core_web_sm"]
    assert "not installed" in lines["whisper-large-v3"]
    assert "MIT" in lines["whisper-base"]
    assert run("models").splitlines() == run("models", "list").splitlines()


def test_fetching_checks_what_a_package_brought() -> None:
    assert run("models", "fetch", "tiny.en").startswith("tiny.en: ready, hashes match")
    with pytest.raises(CommandError, match="unknown model 'nope'") as caught:
        run("models", "fetch", "nope")
    assert caught.value.returncode == 2
