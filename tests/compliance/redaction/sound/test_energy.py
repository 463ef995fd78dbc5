from __future__ import annotations

import numpy as np
import pytest

from compliance.redaction.sound.energy import levels, threshold
from compliance.redaction.sound.recorded import CallSound
from tests.compliance.redaction.sound.conftest import PAIR, RATE, burst, quiet, recorded


def test_what_was_muted_does_not_lower_the_floor() -> None:
    samples = quiet(20.0, 1)
    burst(samples, 0, 2.0, 4.0)
    before = threshold(levels(samples[:, 0], 160))
    samples[5 * RATE : 19 * RATE] = 0.0
    assert threshold(levels(samples[:, 0], 160)) == pytest.approx(before, abs=0.5)


def test_speech_between_digital_silence_has_a_low_floor() -> None:
    samples = np.zeros((20 * RATE, 1), np.float32)
    burst(samples, 0, 2.0, 12.0)
    assert threshold(levels(samples[:, 0], 160)) == pytest.approx(-58.0)
    assert threshold(levels(np.zeros(16000, np.float32), 160)) == float("inf")


def test_pauses_are_found_to_both_sides_and_at_the_ends() -> None:
    sound = recorded(10.0, (0, 0.0, 1.0), (0, 3.0, 4.0), (0, 4.06, 5.0), (0, 9.0, 10.0))
    assert sound.pause_after(0, 3.5, 2.0) == pytest.approx(5.0, abs=0.02)
    assert sound.pause_after(0, 3.5, 0.5) == 3.5
    assert sound.pause_before(0, 4.5, 2.0) == pytest.approx(3.0, abs=0.02)
    assert sound.pause_before(0, 0.5, 1.0) == pytest.approx(0.0, abs=0.02)
    assert sound.pause_after(0, 9.5, 1.0) == pytest.approx(10.0, abs=0.02)
    assert sound.pause_after(0, 2.0, 1.0) == 2.0


def test_stretches_bridge_what_is_shorter_than_a_pause() -> None:
    sound = recorded(10.0, (0, 3.0, 4.0), (0, 4.06, 5.0), (0, 6.0, 7.0))
    found = sound.stretches(0, 3.5, 6.5)
    assert found == [(3.5, pytest.approx(5.0, abs=0.02)), (pytest.approx(6.0, abs=0.02), 6.5)]
    assert sound.stretches(1, 0.0, 10.0) == []


def test_who_is_on_which_channel() -> None:
    sound, mono = CallSound(quiet(1.0), RATE, PAIR), CallSound(quiet(1.0, 1), RATE, ("unknown",))
    assert [sound.channels_of(who) for who in ("caller", "agent", "both", "unknown")] == [
        [0],
        [1],
        [0, 1],
        [0, 1],
    ]
    assert mono.channels_of("caller") == [0]
