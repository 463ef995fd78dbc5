"""Decoding real files of many kinds, and refusing everything else."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from calls.transcription import audio
from calls.transcription.audio import Audio, AudioError, load
from tests.calls.transcription.test_segments import RATE, sound


def encoded(samples: NDArray[np.float32], kind: str, subtype: str, rate: int = RATE) -> bytes:
    output = io.BytesIO()
    soundfile.write(output, samples, rate, format=kind, subtype=subtype)
    return output.getvalue()


@pytest.fixture(scope="module")
def stereo() -> NDArray[np.float32]:
    return np.stack([sound((4, 0.3), (6, 0.1)), sound((5, 0.0), (5, 0.5))], axis=1)


KINDS = [
    ("WAV", "PCM_16"),
    ("WAV", "ULAW"),
    ("FLAC", "PCM_16"),
    ("OGG", "OPUS"),
    ("OGG", "VORBIS"),
    ("MP3", "MPEG_LAYER_III"),
]


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
def test_decodes(kind: str, subtype: str, stereo: NDArray[np.float32]) -> None:
    decoded = load(encoded(stereo, kind, subtype))
    assert (decoded.rate, decoded.channels) == (8000, 2)
    assert decoded.duration == pytest.approx(10.0, abs=0.1)
    loud = np.sqrt(np.mean(np.square(decoded.samples[44000:76000]), axis=0))
    assert loud[1] > 3 * loud[0] > 0.05


def test_lossless_samples_are_exact(stereo: NDArray[np.float32], tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(encoded(stereo, "WAV", "PCM_16"))
    assert np.abs(load(path).samples - stereo).max() <= 1 / 32768


def test_high_rates_come_back_as_16_khz() -> None:
    tone = sound((3, 0.3))
    decoded = load(encoded(tone, "WAV", "PCM_16", rate=44100))
    assert (decoded.rate, decoded.channels) == (16000, 1)
    assert decoded.duration == pytest.approx(24000 / 44100, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "subtype"), [("WAV", "PCM_16"), ("WAV", "ULAW"), ("FLAC", "PCM_16"), ("MP3", "MPEG_LAYER_III")]
)
def test_a_cut_file_is_truncated(kind: str, subtype: str, stereo: NDArray[np.float32]) -> None:
    whole = encoded(stereo, kind, subtype)
    with pytest.raises(AudioError) as caught:
        load(whole[: len(whole) // 2])
    assert (caught.value.kind, caught.value.permanent) == ("truncated", True)


def test_a_duration_other_than_the_sender_announced_is_truncated(stereo: NDArray[np.float32]) -> None:
    opus = encoded(stereo, "OGG", "OPUS")
    assert load(opus, announced=11.9).duration == pytest.approx(10.0, abs=0.1)
    with pytest.raises(AudioError, match=r"10\.0 s but the sender says 13\.0 s") as caught:
        load(opus, announced=13.0)
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"<html><body>404 not found</body></html>" * 20, "not_audio"),
        (bytes(range(256)) * 40, "not_audio"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not_audio"),
    ],
)
def test_refuses_what_is_no_recording(content: bytes, kind: str) -> None:
    with pytest.raises(AudioError) as caught:
        load(content)
    assert (caught.value.kind, caught.value.permanent) == (kind, True)


def test_refuses_a_header_without_samples() -> None:
    with pytest.raises(AudioError) as caught:
        load(encoded(np.zeros((0, 2), np.float32), "WAV", "PCM_16"))
    assert caught.value.kind == "empty"


def test_refuses_three_channels() -> None:
    with pytest.raises(AudioError) as caught:
        load(encoded(np.zeros((8000, 3), np.float32), "WAV", "PCM_16"))
    assert caught.value.kind == "too_many_channels"


def test_refuses_what_is_too_long_or_too_large(
    stereo: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = encoded(stereo, "WAV", "PCM_16")
    with pytest.raises(AudioError) as caught:
        load(whole, max_seconds=9.0)
    assert caught.value.kind == "too_long"
    monkeypatch.setattr(audio, "MAX_BYTES", 1000)
    with pytest.raises(AudioError) as caught:
        load(whole)
    assert caught.value.kind == "too_large"


def test_a_decoder_that_hangs_is_stopped(
    stereo: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(audio, "_DECODER", endless)
    monkeypatch.setattr(audio, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(AudioError) as caught:
        load(encoded(stereo, "WAV", "PCM_16"))
    assert caught.value.kind == "decoder"


def test_the_decoder_gets_no_environment_and_may_write_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spy = tmp_path / "spy.py"
    code = audio._DECODER.read_text().split('if __name__ == "__main__"')[0] + (
        "import os\nlimit()\ntry:\n"
        f"    open({str(tmp_path / 'leak')!r}, 'wb', buffering=0).write(b'x'); wrote = True\n"
        "except OSError:\n    wrote = False\n"
        "print(json.dumps({'kind': 'spy', 'message': f'{wrote} {sorted(os.environ)}'}), file=sys.stderr)\n"
        "sys.exit(3)\n"
    )
    spy.write_text("import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + code)
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    monkeypatch.setattr(audio, "_DECODER", spy)
    with pytest.raises(AudioError) as caught:
        load(b"anything")
    assert str(caught.value).startswith("False [")
    assert "SECRET_KEY" not in str(caught.value)


def test_equal_sound_has_an_equal_digest() -> None:
    samples = sound((1, 0.3))[:, None]
    assert Audio(samples, 8000).digest() == Audio(samples.copy(), 8000).digest()
    assert Audio(samples, 8000).digest() != Audio(samples, 16000).digest()
    assert Audio(samples, 8000).digest() != Audio(samples * 0.99, 8000).digest()


def test_samples_must_be_float32_frames_by_channels() -> None:
    with pytest.raises(ValueError, match="float32"):
        Audio(np.zeros(5, np.float32), 8000)
    with pytest.raises(ValueError, match="float32"):
        Audio(np.zeros((5, 1)), 8000)
