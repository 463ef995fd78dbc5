from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import resample_poly

from calls.simulator.library import recordings
from calls.transcription.audio import load
from compliance.redaction.sound import tones
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.sound.tones import HIGH_HZ, LOW_HZ, find_entries, keyed_segments
from config.bench.digits import voices

AMPLITUDE = 0.1


def key(number: int, seconds: float, rate: int, twist_db: float = 0.0, off: float = 0.0) -> np.ndarray:
    """One of sixteen keys; the high tone louder by `twist_db`, both off by a share."""
    time = np.arange(round(seconds * rate)) / rate
    low = np.sin(2 * np.pi * LOW_HZ[number // 4] * (1 + off) * time + 0.4)
    high = np.sin(2 * np.pi * HIGH_HZ[number % 4] * (1 + off) * time + 1.1)
    return (AMPLITUDE * (low + 10 ** (twist_db / 20) * high)).astype(np.float32)


def dialled(
    keys: list[int],
    *,
    tone: float = 0.06,
    rest: float = 0.1,
    rate: int = 8000,
    noise_db: float = -60.0,
    **how: float,
) -> CallSound:
    """Keys from second 1 on, on the first of two channels."""
    parts = [np.zeros(rate, np.float32)]
    for number in keys:
        parts += [key(number, tone, rate, **how), np.zeros(round(rest * rate), np.float32)]
    track = np.concatenate([*parts, np.zeros(rate, np.float32)])
    line = np.random.default_rng(3).normal(0.0, 10 ** (noise_db / 20), (len(track), 2)).astype(np.float32)
    line[:, 0] += track
    return CallSound(line, rate, ("caller", "agent"))


@pytest.mark.parametrize("rate", [8000, 16000])
@pytest.mark.parametrize("number", range(16))
def test_every_key_is_found_from_forty_milliseconds_on(rate: int, number: int) -> None:
    (entry,) = find_entries(dialled([number], tone=0.04, rate=rate))
    assert entry.keys == 1
    assert entry.start == pytest.approx(1.0, abs=0.02)
    assert entry.end == pytest.approx(1.04, abs=0.02)


@pytest.mark.parametrize(
    "how", [{"twist_db": 6.0}, {"twist_db": -8.0}, {"off": 0.015}, {"off": -0.015}, {"noise_db": -32.0}]
)
def test_bad_lines_do_not_hide_a_key(how: dict[str, float]) -> None:
    assert [entry.keys for entry in find_entries(dialled([5], tone=0.08, **how))] == [1]


@pytest.mark.parametrize("off", [0.0, 0.0007, -0.0015, 0.004, 0.015])
@pytest.mark.parametrize("tone", [0.2, 0.5, 3.0])
def test_a_key_that_is_held_is_found_on_any_clock(tone: float, off: float) -> None:
    (entry,) = find_entries(dialled([7], tone=tone, off=off))
    assert (entry.keys, entry.sure) == (1, True)
    assert entry.start == pytest.approx(1.0, abs=0.03)
    assert entry.end == pytest.approx(1.0 + tone, abs=0.03)


def test_a_tone_that_does_not_end_is_fitted_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[int] = []
    explained = tones._explained

    def counted(sound: np.ndarray, rate: int, frequencies: list[float]) -> float:
        fitted.append(len(sound))
        return explained(sound, rate, frequencies)

    monkeypatch.setattr(tones, "_explained", counted)
    (entry,) = find_entries(dialled([5], tone=60.0))
    assert entry.end == pytest.approx(61.0, abs=0.03)
    assert set(fitted) == {1600}
    assert len(fitted) < 400


@pytest.mark.parametrize("how", [{"off": 0.035}, {"off": -0.035}, {"twist_db": 16.0}])
def test_other_tones_are_no_keys(how: dict[str, float]) -> None:
    assert find_entries(dialled([5], tone=0.08, **how)) == []


def test_a_sequence_is_one_entry_and_three_keys_are_a_payment() -> None:
    entries = find_entries(dialled([1, 2, 3, 3], rest=0.4))
    assert [entry.keys for entry in entries] == [4]
    (segment,) = keyed_segments(entries)
    assert segment.reason == "keys"
    assert segment.start == pytest.approx(1.0, abs=0.02)
    assert segment.end == pytest.approx(1.0 + 3 * 0.46 + 0.06, abs=0.02)
    assert keyed_segments(find_entries(dialled([1, 2]))) == []


def test_keys_far_apart_are_two_entries() -> None:
    assert [entry.keys for entry in find_entries(dialled([1, 2], rest=5.0))] == [1, 1]


def test_nothing_tells_which_keys_they_were() -> None:
    (one,), (other,) = find_entries(dialled([1, 2, 3])), find_entries(dialled([10, 8, 6]))
    assert (one.keys, one.sure) == (other.keys, other.sure)
    assert one.start == pytest.approx(other.start, abs=0.02)
    assert one.end == pytest.approx(other.end, abs=0.02)


def test_keys_are_found_under_speech() -> None:
    call = next(one for one in recordings() if one.id == "heat-pump-quote")
    speech = load(call.audio_path).samples[8000:, 0]
    sound = dialled(list(range(12)), tone=0.08, rest=0.15)
    sound.samples[:, 0] += 0.3 * speech[: len(sound.samples)]
    (entry,) = find_entries(sound)
    assert entry.start == pytest.approx(1.0, abs=0.05)
    assert entry.end == pytest.approx(1.0 + 11 * 0.23 + 0.08, abs=0.05)


def test_voices_are_no_keys() -> None:
    for call in recordings():
        audio = load(call.audio_path)
        names = ("unknown",) if audio.channels == 1 else ("caller", "agent")
        assert find_entries(CallSound(audio.samples, audio.rate, names)) == [], call.id
    for voice in voices().values():
        spoken = np.concatenate(
            [*(take for takes in voice.digits for take in takes), *voice.sentences.values()]
        )
        wide = resample_poly(spoken, 2, 1).astype(np.float32)
        for samples, rate in ((spoken, 8000), (wide, 16000)):
            assert keyed_segments(find_entries(CallSound(samples[:, None], rate, ("unknown",)))) == [], (
                voice.name
            )


def test_silence_and_very_short_sound() -> None:
    assert find_entries(CallSound(np.zeros((8000, 2), np.float32), 8000, ("caller", "agent"))) == []
    assert find_entries(CallSound(np.zeros((10, 1), np.float32), 8000, ("unknown",))) == []
