"""What every recogniser promises; the raw transcript stays in memory; the scripted one and the settings."""

import copy
import dataclasses
import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from calls.transcription import services
from calls.transcription.audio import Audio
from calls.transcription.backend import RawTranscript, TranscriptionBackend, TranscriptionError
from calls.transcription.backends.faster_whisper import FasterWhisperBackend
from calls.transcription.backends.scripted import ScriptedBackend
from calls.transcription.formats import as_json
from compliance.catalogue import CatalogueError
from compliance.redaction.dialogue import RawTurn
from compliance.redaction.sound.spoken import numbers
from config.bench.digits import voices
from tests.calls.transcription.test_segments import RATE, sound

SECRET = RawTurn.from_words("caller", [("4242", 1.0, 2.0, 0.9)])


def raw() -> RawTranscript:
    return RawTranscript((SECRET,), "en", 1.0, 3.0, 2, "scripted", "none", frozenset({"repetition"}))


def quiet(channels: int, noise: float = 1e-4) -> Audio:
    return Audio(np.stack([sound((4, 0), noise=noise)] * channels, axis=1), RATE)


def test_a_raw_transcript_does_not_leave_memory() -> None:
    with pytest.raises(TypeError, match="redact it first"):
        pickle.dumps(raw())
    with pytest.raises(TypeError, match="redact it first"):
        copy.deepcopy(raw())
    with pytest.raises(TypeError):
        json.dumps(raw())  # no default encoding either
    with pytest.raises(TypeError, match="redact it first"):
        dataclasses.asdict(raw())


def test_a_raw_transcript_shows_no_words() -> None:
    assert "4242" not in repr(raw())
    assert "4242" not in f"{raw()}"
    assert repr(raw()) == "<RawTranscript 1 turns, 3.0 s, ['repetition']>"


def test_the_scripted_recogniser_knows_its_sound_only(tmp_path: Path) -> None:
    backend = ScriptedBackend("none", tmp_path)
    known, other = quiet(2), quiet(2, noise=2e-4)
    backend.register(known, (SECRET,))
    heard = backend.transcribe(known)
    assert (heard.turns, heard.backend, heard.channels, heard.flags) == (
        (SECRET,),
        "scripted",
        2,
        frozenset(),
    )
    with pytest.raises(TranscriptionError, match="no script for this sound") as caught:
        backend.transcribe(other)
    assert caught.value.permanent


def test_a_script_on_disk_is_found_by_the_sound(tmp_path: Path) -> None:
    audio = quiet(1)
    (tmp_path / "scripts").mkdir()
    path = tmp_path / "scripts" / f"{audio.digest()}.json"
    path.write_text(as_json([SECRET], duration=4.0, channels=1, model="x"))
    assert ScriptedBackend("none", tmp_path).transcribe(audio).turns == (SECRET,)
    path.write_text('{"turns": [{"speaker": "caller"}]}')
    with pytest.raises(TranscriptionError, match="is not a script"):
        ScriptedBackend("none", tmp_path).transcribe(audio)


@pytest.mark.parametrize("noise", [0.0, 1e-4, 3e-3])
@pytest.mark.parametrize("channels", [1, 2])
def test_silence_and_noise_are_flagged_and_no_words_are_made_up(
    channels: int, noise: float, tmp_path: Path
) -> None:
    heard = FasterWhisperBackend("whisper-tiny.en", tmp_path).transcribe(quiet(channels, noise))
    assert (heard.turns, heard.flags, heard.channels) == ((), frozenset({"no_speech"}), channels)


def test_an_unusable_model_is_an_error_of_the_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="not installed"):
        FasterWhisperBackend("whisper-small", tmp_path).transcribe(Audio(sound((3, 0.3))[:, None], RATE))


def test_members_are_found_by_name_without_importing_them(settings: Settings, tmp_path: Path) -> None:
    settings.MODELS_DIR = tmp_path
    assert {"faster-whisper", "openai-whisper", "scripted"} <= set(services.names())
    found = services.backend("scripted", "none")
    assert isinstance(found, TranscriptionBackend)
    assert (found.key, found.model, found.var) == ("scripted", "none", tmp_path)
    assert services.backend("scripted", "none") is found
    with pytest.raises(TranscriptionError, match="unknown recogniser 'deep-thought'; known: faster-whisper"):
        services.backend("deep-thought")


def test_every_listed_member_has_the_key_its_module_says(settings: Settings) -> None:
    for name in services.names():
        assert services.backend(name, "whisper-base").key == name


def test_the_web_process_imports_no_recogniser() -> None:
    code = (
        "import sys, calls.transcription.windowed, calls.transcription.audio, calls.transcription.formats; "
        "print([m for m in ('torch', 'whisper', 'faster_whisper', 'ctranslate2', 'av') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_where_only_numbers_matter_other_words_need_no_places(settings: Settings) -> None:
    backend = services.backend("faster-whisper", "whisper-tiny.en")
    voice = voices()["joe"]
    rest = np.zeros(RATE // 3, np.float32)
    digits = np.concatenate([part for n in (4, 7, 2, 9, 6) for part in (voice.digits[n][0], rest)])
    sentence = np.concatenate([rest, voices()["agent"].sentences["close"], rest])
    both = np.zeros((max(len(digits), len(sentence)), 2), np.float32)
    both[: len(digits), 0], both[: len(sentence), 1] = digits, sentence
    heard = backend.transcribe(Audio(both, RATE), "en", only_numbers=True)
    (number,) = numbers(heard.turns)
    assert (number.speaker, number.count >= 3, number.start < 1.0) == ("caller", True, True)
    alone = backend.transcribe(Audio(sentence[:, None], RATE), "en", only_numbers=True)
    assert alone.turns == ()


def test_who_hears_again_is_the_recogniser_and_the_second_model(settings: Settings) -> None:
    assert [one.model for one in services.listeners()] == ["whisper-base", "whisper-tiny.en"]
    settings.TRANSCRIPTION_BACKEND = "scripted"
    assert [one.key for one in services.listeners()] == ["faster-whisper"]
    settings.REDACTION_SECOND_MODEL = ""
    assert services.second() is None
    assert services.listeners() == []
