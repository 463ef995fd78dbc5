"""The three ways a transcript is written, and the error rate."""

import json

import pytest

from calls.transcription.formats import as_json, as_text, as_vtt
from calls.transcription.scoring import error_rate, word_errors
from compliance.redaction.dialogue import Turn

TURNS = [
    Turn.from_words("agent", [("Tom", 0.5, 0.8, 0.91234), ("&", 0.8, 0.9, 0.5), ("<Co>", 0.9, 1.25, 1.0)]),
    Turn.from_words("caller", [("Sí.", 3661.5, 3662.0, 0.7)]),
]


def test_json_has_exactly_the_agreed_keys() -> None:
    assert json.loads(as_json(TURNS[:1], duration=12.34567, channels=2, model="m")) == {
        "duration": 12.346,
        "channels": 2,
        "model": "m",
        "turns": [
            {
                "speaker": "agent",
                "start": 0.5,
                "end": 1.25,
                "text": "Tom & <Co>",
                "words": [
                    {"w": "Tom", "start": 0.5, "end": 0.8, "p": 0.912},
                    {"w": "&", "start": 0.8, "end": 0.9, "p": 0.5},
                    {"w": "<Co>", "start": 0.9, "end": 1.25, "p": 1.0},
                ],
            }
        ],
    }


def test_vtt_has_clock_times_voices_and_escapes() -> None:
    assert as_vtt(TURNS) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:01.250\n<v agent>Tom &amp; &lt;Co&gt;\n\n"
        "01:01:01.500 --> 01:01:02.000\n<v caller>Sí.\n"
    )
    assert as_vtt([Turn.from_text("agent", "no times")]) == "WEBVTT\n"


def test_text_has_one_line_per_turn() -> None:
    assert as_text(TURNS) == "[0:00] agent: Tom & <Co>\n[61:01] caller: Sí.\n"
    assert as_text([Turn.from_text("agent", "no times")]) == "[-:--] agent: no times\n"


@pytest.mark.parametrize(
    ("said", "heard", "edits"),
    [
        ("one two three", "One, two three!", 0),
        ("one two three", "one three", 1),
        ("one two three", "one two two three four", 2),
        ("one two three", "", 3),
        ("", "you", 1),
        ("a b c d", "b c d e", 2),
    ],
)
def test_word_errors(said: str, heard: str, edits: int) -> None:
    assert word_errors(said, heard)[0] == edits


def test_error_rate_is_per_word_said() -> None:
    assert error_rate("one two three four", "one two three") == 0.25
    assert error_rate("", "") == 0.0
