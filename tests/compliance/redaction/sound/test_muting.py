from __future__ import annotations

import numpy as np
import pytest

from compliance.redaction.sound.muting import BOTH, Mute, clipped, joined, mute
from compliance.redaction.sound.recorded import CallSound
from tests.compliance.redaction.sound.conftest import PAIR, RATE

FADE = 40


def noise(seconds: float, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.uniform(0.1, 1.0, (int(seconds * RATE), channels)).astype(np.float32)


def test_mute_silences_the_interval_and_nothing_else() -> None:
    samples = noise(3.0)
    before = samples.copy()
    result = mute(CallSound(samples, RATE, PAIR), [Mute("caller", 1.0, 2.0)])
    assert result.shape == samples.shape
    assert result.dtype == np.float32
    assert not result[RATE : 2 * RATE, 0].any()
    np.testing.assert_array_equal(result[: RATE - FADE, 0], before[: RATE - FADE, 0])
    np.testing.assert_array_equal(result[2 * RATE + FADE :, 0], before[2 * RATE + FADE :, 0])
    np.testing.assert_array_equal(result[:, 1], before[:, 1])
    np.testing.assert_array_equal(samples, before)


def test_no_cut_clicks() -> None:
    time = np.arange(3 * RATE) / RATE
    voice = (0.8 * np.sin(2 * np.pi * 180 * time)).astype(np.float32)[:, None]
    mutes = [Mute("caller", 0.50013, 0.7), Mute("caller", 1.0, 1.00219), Mute("caller", 2.1, 2.9)]
    result = mute(CallSound(voice, RATE, ("caller",)), mutes)
    assert np.abs(np.diff(result[:, 0])).max() <= np.abs(np.diff(voice[:, 0])).max()


def test_fades_reach_zero_evenly() -> None:
    result = mute(
        CallSound(np.ones((3 * RATE, 1), np.float32), RATE, ("caller",)), [Mute("caller", 1.0, 2.0)]
    )
    assert np.abs(np.diff(result[:, 0])).max() < 0.05


def test_both_and_unknown_silence_every_channel_concerned() -> None:
    assert not mute(CallSound(noise(2.0), RATE, PAIR), [Mute(BOTH, 0.0, 2.0)]).any()
    assert not mute(CallSound(noise(2.0), RATE, PAIR), [Mute("unknown", 0.0, 2.0)]).any()
    assert not mute(CallSound(noise(2.0, 1), RATE, ("unknown",)), [Mute("caller", 0.0, 2.0)]).any()


def test_speaker_without_a_channel_silences_all() -> None:
    assert not mute(CallSound(noise(1.0), RATE, ("agent", "agent")), [Mute("caller", 0.0, 1.0)]).any()


def test_mute_at_the_edges_and_none_at_all() -> None:
    sound = CallSound(noise(1.0), RATE, PAIR)
    edges = mute(sound, [Mute("caller", 0.0, 0.001), Mute("caller", 0.999, 5.0)])
    assert edges.shape == sound.samples.shape
    assert edges[0, 0] == edges[-1, 0] == 0.0
    np.testing.assert_array_equal(mute(sound, []), sound.samples)


def test_channels_must_match_speakers() -> None:
    with pytest.raises(ValueError, match="one speaker for each channel"):
        CallSound(noise(1.0), RATE, ("caller",))


def test_mutes_that_meet_are_one_and_those_within_both_are_none() -> None:
    mutes = [
        Mute("caller", 3.0, 4.0),
        Mute("caller", 1.0, 2.0),
        Mute("caller", 2.0, 2.5),
        Mute("agent", 1.1, 1.2),
    ]
    assert joined(mutes) == [Mute("caller", 1.0, 2.5), Mute("agent", 1.1, 1.2), Mute("caller", 3.0, 4.0)]
    assert joined([*mutes, Mute(BOTH, 0.9, 3.0)]) == [Mute(BOTH, 0.9, 3.0), Mute("caller", 3.0, 4.0)]


def test_mutes_stay_within_the_recording() -> None:
    assert clipped(
        [Mute("caller", -1.0, 0.5), Mute("caller", 9.5, 12.0), Mute("agent", 11.0, 12.0)], 10.0
    ) == [
        Mute("caller", 0.0, 0.5),
        Mute("caller", 9.5, 10.0),
    ]
