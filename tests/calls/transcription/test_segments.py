"""Cutting at silences: everything that sounds is kept, with room around it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcription.segments import (
    WINDOW_SECONDS,
    Piece,
    Window,
    pack,
    pieces,
    windows,
)
from compliance.redaction.sound.energy import levels, threshold

RATE = 8000


def sound(*parts: tuple[float, float], noise: float = 3e-4) -> NDArray[np.float32]:
    """(seconds, amplitude) one after the other: a voice-like tone that swells, on line noise."""
    rng = np.random.default_rng(7)
    out = []
    for seconds, amplitude in parts:
        t = np.arange(int(seconds * RATE)) / RATE
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * t)
        out.append(amplitude * swell * np.sin(2 * np.pi * 220 * t))
    joined = np.concatenate(out)
    return (joined + rng.normal(0, noise, len(joined))).astype(np.float32)


def covered(found: list[Piece], start: float, end: float) -> bool:
    return any(piece.begin <= start * RATE and piece.stop >= end * RATE for piece in found)


@pytest.mark.parametrize("noise", [0.0, 3e-5, 1e-3, 5e-3])
@pytest.mark.parametrize("amplitude", [0.02, 0.1, 0.8])
def test_every_burst_is_kept_whole_with_margins(noise: float, amplitude: float) -> None:
    samples = sound((3, 0), (0.15, amplitude), (4, 0), (2, amplitude), (3, 0), noise=noise)
    found = pieces(samples, RATE)
    assert covered(found, 2.8, 3.35)
    assert covered(found, 6.9, 9.3)


def test_a_quiet_voice_beside_a_loud_one_is_kept() -> None:
    samples = sound((3, 0), (2, 0.5), (3, 0), (1, 0.012), (3, 0))
    assert covered(pieces(samples, RATE), 7.9, 9.1)


def test_silence_between_is_left_out() -> None:
    found = pieces(sound((1, 0.3), (20, 0), (1, 0.3)), RATE)
    assert len(found) == 2
    assert sum(piece.length for piece in found) < 4 * RATE


@pytest.mark.parametrize("noise", [0.0, 1e-4, 1e-2])
def test_a_channel_without_speech_has_no_pieces(noise: float) -> None:
    assert pieces(sound((10, 0), noise=noise), RATE) == []


def test_empty_channel() -> None:
    assert pieces(np.zeros(0, np.float32), RATE) == []
    assert threshold(levels(np.zeros(0, np.float32), 160)) == float("inf")


def test_level_of_a_full_scale_square_is_zero_db() -> None:
    assert levels(np.ones(330, np.float32), 160) == pytest.approx([0.0, 0.0, 0.0], abs=1e-4)


def test_long_talk_is_cut_at_its_quietest_moment_and_nothing_is_lost() -> None:
    samples = sound((13, 0.3), (0.3, 0.0), (12, 0.3), (2, 0))
    found = pieces(samples, RATE)
    assert len(found) == 2
    assert found[0].stop == found[1].begin
    assert abs(found[0].stop / RATE - 13.15) < 0.2


def test_windows_hold_every_piece_once_and_fit() -> None:
    rng = np.random.default_rng(3)
    parts = [(float(rng.uniform(0.5, 9)), 0.3 if n % 2 else 0.0) for n in range(60)]
    samples = sound(*parts)
    found = windows(np.stack([samples, samples[::-1]], axis=1), RATE)
    assert {window.channel for window in found} == {0, 1}
    assert all(window.seconds <= WINDOW_SECONDS for window in found)
    kept = [piece for window in found if window.channel == 0 for piece in window.pieces]
    assert kept == pieces(samples, RATE)


def test_times_inside_a_window_come_back_as_times_of_the_recording() -> None:
    (window,) = pack([Piece(8000, 16000), Piece(80000, 88000)], 0, RATE)
    assert window.origins(0.25, 0.5) == [(1.25, 1.5)]
    assert window.origins(1.5, 1.75) == [(10.5, 10.75)]
    assert window.origins(0.8, 1.3) == [(1.8, 2.0), (10.0, 10.3)]
    assert window.origins(5.0, 5.5) == [(11.0, 11.0)]


def test_samples_of_a_window_are_the_joined_pieces() -> None:
    recording = np.arange(20, dtype=np.float32).reshape(10, 2)
    window = Window(1, (Piece(1, 3), Piece(7, 9)), RATE)
    assert window.samples(recording).tolist() == [3.0, 5.0, 15.0, 17.0]
