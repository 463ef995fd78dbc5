"""The demo recordings: whole, consistent, small, and understood by the real recogniser."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.simulator import library
from calls.simulator.library import RECORDINGS, LibraryError, ScriptedCall, recording, recordings
from calls.transcription.audio import load
from calls.transcription.backends.faster_whisper import FasterWhisperBackend
from calls.transcription.scoring import error_rate

INTENTS = {
    "book_appointment",
    "request_quote",
    "purchase",
    "service_issue",
    "billing_question",
    "cancel_service",
    "general_question",
    "wrong_number",
    "spam",
    "other",
}
OUTCOMES = {
    "appointment_booked",
    "sale_made",
    "quote_given",
    "no_sale",
    "issue_resolved",
    "follow_up_promised",
    "information_given",
    "voicemail",
    "not_a_lead",
    "no_conversation",
}
QUESTIONS = {
    "greeting_given",
    "name_asked",
    "need_identified",
    "appointment_offered",
    "price_or_cost_stated",
    "recap_given",
    "polite_close",
}

each = pytest.mark.parametrize("call", recordings(), ids=lambda call: call.id)


def test_there_are_enough_kinds_of_calls() -> None:
    calls = recordings()
    assert len(calls) >= 13
    assert len({call.id for call in calls}) == len(calls)
    assert sum(call.outcome == "appointment_booked" for call in calls) >= 2
    assert {"sale_made", "quote_given", "no_sale", "voicemail"} <= {call.outcome for call in calls}
    assert {"spam", "wrong_number", "service_issue", "billing_question"} <= {call.intent for call in calls}
    assert [call.id for call in calls if call.channels == 1] == ["opening-hours-mono"]
    assert {"CARD_NUMBER", "CARD_EXPIRY", "CVV", "PHONE", "ADDRESS", "CONDITION", "MEDICATION"} <= {
        item.type for call in calls for item in call.pii
    }


def test_all_together_are_small() -> None:
    assert sum(path.stat().st_size for path in RECORDINGS.iterdir()) < 6_000_000


@each
def test_labels_are_known(call: ScriptedCall) -> None:
    assert call.intent in INTENTS
    assert call.outcome in OUTCOMES
    assert set(call.qa) == QUESTIONS
    assert set(call.qa.values()) <= {"yes", "no", "na"}
    assert call.language == "en"


@each
def test_sound_is_what_the_script_says(call: ScriptedCall) -> None:
    info = soundfile.info(call.audio_path)
    assert (info.format, info.subtype, info.samplerate, info.channels) == ("OGG", "OPUS", 8000, call.channels)
    assert info.frames / info.samplerate == pytest.approx(call.duration, abs=0.05)
    assert 20 <= call.duration <= 70


@each
def test_turns_follow_each_other_inside_the_call(call: ScriptedCall) -> None:
    assert all(0 <= turn.start < turn.end <= call.duration for turn in call.turns)
    assert all(turn.speaker in ("caller", "agent") for turn in call.turns)
    for before, after in zip(call.turns, call.turns[1:], strict=False):
        assert before.start < after.start
        assert -0.25 <= after.start - before.end <= 1.0


@each
def test_personal_data_lies_on_whole_words(call: ScriptedCall) -> None:
    for item in call.pii:
        text = call.turns[item.turn].text
        assert call.said(item).strip(" ,.") == call.said(item) != ""
        assert item.begin == 0 or not text[item.begin - 1].isalnum()
        assert item.stop == len(text) or not text[item.stop].isalnum()


@each
def test_people_are_heard_on_their_own_channel_when_they_speak(call: ScriptedCall) -> None:
    audio = load(call.audio_path)
    for turn in call.turns:
        samples = audio.samples[int(turn.start * audio.rate) : int(turn.end * audio.rate)]
        power = np.mean(np.square(samples), axis=0)
        assert power.max() > 1e-4
        if call.channels == 2:
            assert power.argmax() == ("caller", "agent").index(turn.speaker)


@each
def test_voices_of_one_call_differ(call: ScriptedCall) -> None:
    callers = {turn.voice for turn in call.turns if turn.speaker == "caller"}
    agents = {turn.voice for turn in call.turns if turn.speaker == "agent"}
    assert len(callers) == 1
    assert not callers & agents
    assert (len(agents) == 2) == (call.id == "billing-transfer")


def test_an_unknown_recording_is_named() -> None:
    with pytest.raises(LibraryError, match="no recording 'nope'"):
        recording("nope")


def test_a_script_without_sound_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in (".json", ".truth.json"):
        name = f"wrong-number{suffix}"
        (tmp_path / name).write_text((RECORDINGS / name).read_text())
    monkeypatch.setattr(library, "RECORDINGS", tmp_path)
    with pytest.raises(LibraryError, match=r"wrong-number\.opus is missing"):
        recordings.__wrapped__()


def test_the_default_recogniser_understands_a_recording(tmp_path: Path) -> None:
    call = min((c for c in recordings() if c.channels == 2), key=lambda c: c.duration)
    raw = FasterWhisperBackend("whisper-base", tmp_path).transcribe(load(call.audio_path))
    assert (raw.channels, raw.language, raw.flags) == (2, "en", frozenset())
    said = " ".join(turn.text for turn in call.turns)
    assert error_rate(said, " ".join(turn.text for turn in raw.turns)) < 0.15
    assert [turn.speaker for turn in raw.turns] == [turn.speaker for turn in call.turns]
    for heard_turn, said_turn in zip(raw.turns, call.turns, strict=True):
        assert heard_turn.start == pytest.approx(said_turn.start, abs=0.6)
        assert heard_turn.end == pytest.approx(said_turn.end, abs=0.6)
