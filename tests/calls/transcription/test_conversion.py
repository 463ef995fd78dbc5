"""CTranslate2 weights as an openai-whisper checkpoint: the real model, loaded strictly, hears the same."""

import struct
from pathlib import Path

import numpy as np
import pytest

from calls.simulator.library import recordings
from calls.transcription.audio import Audio, load
from calls.transcription.backends.openai_whisper import OpenAIWhisperBackend
from calls.transcription.conversion import ConversionError, alignment_heads, checkpoint, read_variables
from calls.transcription.scoring import error_rate
from compliance.catalogue import weights


def packed(name: str, values: np.ndarray, kind: int) -> bytes:
    raw = values.tobytes()
    head = struct.pack("<H", len(name) + 1) + name.encode() + b"\0" + struct.pack("<B", values.ndim)
    return head + struct.pack(f"<{values.ndim}I", *values.shape) + struct.pack("<BI", kind, len(raw)) + raw


def model(version: int = 6, spec: bytes = b"WhisperSpec") -> bytes:
    variables = [
        packed("a/weight", np.arange(6, dtype="<f2").reshape(2, 3), 4),
        packed("a/heads", np.array(8, dtype="<i2"), 2),
    ]
    head = struct.pack("<IH", version, len(spec) + 1) + spec + b"\0" + struct.pack("<II", 3, len(variables))
    return head + b"".join(variables) + struct.pack("<I", 0)


def test_reads_names_shapes_and_values() -> None:
    found = read_variables(model())
    assert found["a/weight"].tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert int(found["a/heads"]) == 8


@pytest.mark.parametrize(
    "damaged", [b"", b"PK\3\4" * 20, model()[:40], model(version=5), model(spec=b"TransformerSpec")]
)
def test_refuses_other_formats(damaged: bytes) -> None:
    with pytest.raises(ConversionError):
        read_variables(damaged)


def test_the_reference_recogniser_runs_on_converted_weights(tmp_path: Path) -> None:
    call = next(c for c in recordings() if c.id == "opening-hours-mono")
    audio = load(call.audio_path)
    part = Audio(audio.samples[: int(call.turns[2].start * audio.rate)], audio.rate)
    backend = OpenAIWhisperBackend("whisper-tiny.en", tmp_path)
    heard = backend.transcribe(part)
    said = " ".join(turn.text for turn in call.turns[:2])
    assert error_rate(said, " ".join(turn.text for turn in heard.turns)) < 0.25
    assert heard.turns[0].start == pytest.approx(call.turns[0].start, abs=0.5)
    assert heard.turns[-1].end == pytest.approx(call.turns[1].end, abs=0.5)
    heads = [tuple(pair) for pair in backend.engine.alignment_heads.indices().T.tolist()]
    assert heads == alignment_heads(weights("whisper-tiny.en", tmp_path))
    made = checkpoint("whisper-tiny.en", tmp_path)
    before = made.stat().st_mtime_ns
    assert checkpoint("whisper-tiny.en", tmp_path).stat().st_mtime_ns == before
