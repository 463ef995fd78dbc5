from __future__ import annotations

import numpy as np
import pytest

from compliance.redaction.audio import BOTH, Mute, mute, mute_intervals
from compliance.redaction.dialogue import Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.span import PaymentWindow, Redaction, RedactionError, Span
from tests.compliance.redaction.conftest import call, spoken

RATE = 8000
FADE = 40


def span(kind: str, start: float | None, end: float | None, turn: int = 0) -> Span:
    return Span(turn, 0, 4, kind, 0.9, "Test", "[X_1]", start, end)


def turn(speaker: str) -> Turn:
    return spoken(speaker, "some words", 0.0)


def noise(seconds: float, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.uniform(0.1, 1.0, (int(seconds * RATE), channels)).astype(np.float32)


def test_span_is_padded_and_clipped_to_the_recording() -> None:
    spans = (span("PHONE", 2.0, 4.0), span("NAME", 0.1, 0.2), span("NAME", 9.8, 9.9))
    found = mute_intervals(Redaction((), spans, ()), [turn("caller")], 10.0)
    assert [(m.channel_speaker, m.start, m.end) for m in found] == [
        ("caller", 0.0, pytest.approx(0.7)),
        ("caller", pytest.approx(1.7), pytest.approx(4.5)),
        ("caller", pytest.approx(9.5), 10.0),
    ]


def test_overlapping_mutes_become_one() -> None:
    spans = (span("PHONE", 2.0, 4.0), span("PHONE", 4.2, 5.0))
    assert len(mute_intervals(Redaction((), spans, ()), [turn("caller")], 10.0)) == 1


@pytest.mark.parametrize(
    ("kind", "speaker", "channel"),
    [
        ("PHONE", "agent", "agent"),
        ("CVV", "caller", BOTH),
        ("CARD_NUMBER", "agent", BOTH),
        ("NAME", "unknown", BOTH),
    ],
)
def test_channel_of_a_span(kind: str, speaker: str, channel: str) -> None:
    found = mute_intervals(Redaction((), (span(kind, 1.0, 2.0),), ()), [turn(speaker)], 10.0)
    assert [item.channel_speaker for item in found] == [channel]


def test_window_silences_the_caller_and_everybody_on_mono() -> None:
    window = PaymentWindow(0, 1, 3.0, None, "CVV")
    two = mute_intervals(Redaction((), (), (window,)), [turn("agent"), turn("caller")], 10.0)
    assert two == [Mute("caller", 3.0, 10.0)]
    mono = mute_intervals(Redaction((), (), (window,)), [turn("unknown"), turn("unknown")], 10.0)
    assert mono == [Mute(BOTH, 3.0, 10.0)]


def test_hidden_text_without_times_fails() -> None:
    with pytest.raises(RedactionError):
        mute_intervals(Redaction((), (span("PHONE", None, None),), ()), [turn("caller")], 10.0)
    with pytest.raises(RedactionError):
        mute_intervals(Redaction((), (), (PaymentWindow(0, 0, None, None, "CVV"),)), call("a: cvv?"), 10.0)


def test_mute_silences_the_interval_and_nothing_else() -> None:
    samples = noise(3.0)
    before = samples.copy()
    result = mute(samples, RATE, [Mute("caller", 1.0, 2.0)], ("caller", "agent"))
    assert result.shape == samples.shape
    assert result.dtype == np.float32
    assert not result[RATE : 2 * RATE, 0].any()
    np.testing.assert_array_equal(result[: RATE - FADE, 0], before[: RATE - FADE, 0])
    np.testing.assert_array_equal(result[2 * RATE + FADE :, 0], before[2 * RATE + FADE :, 0])
    np.testing.assert_array_equal(result[:, 1], before[:, 1])
    np.testing.assert_array_equal(samples, before)


def test_mute_fades_at_both_ends() -> None:
    result = mute(np.ones((3 * RATE, 1), np.float32), RATE, [Mute("caller", 1.0, 2.0)], ("caller",))
    steps = np.abs(np.diff(result[:, 0]))
    assert steps.max() < 0.05


def test_both_and_unknown_silence_every_channel_concerned() -> None:
    both = mute(noise(2.0), RATE, [Mute(BOTH, 0.0, 2.0)], ("caller", "agent"))
    assert not both.any()
    mono = mute(noise(2.0, 1), RATE, [Mute("caller", 0.0, 2.0)], ("unknown",))
    assert not mono.any()


def test_speaker_without_a_channel_silences_all() -> None:
    assert not mute(noise(1.0), RATE, [Mute("caller", 0.0, 1.0)], ("agent", "agent")).any()


def test_mute_at_the_edges_and_none_at_all() -> None:
    samples = noise(1.0)
    edges = mute(samples, RATE, [Mute("caller", 0.0, 0.001), Mute("caller", 0.999, 5.0)], ("caller", "agent"))
    assert edges.shape == samples.shape
    assert edges[0, 0] == edges[-1, 0] == 0.0
    np.testing.assert_array_equal(mute(samples, RATE, [], ("caller", "agent")), samples)


def test_channels_must_match_speakers() -> None:
    with pytest.raises(ValueError, match="one speaker for each channel"):
        mute(noise(1.0), RATE, [], ("caller",))


def test_spoken_card_is_silent_in_the_recording(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "Card number?", 0.0),
        spoken("caller", "four one one one one one one one", 2.0),
        spoken("agent", "Your total comes to ten dollars", 8.0),
    ]
    mutes = mute_intervals(engine.redact(turns), turns, 12.0)
    result = mute(noise(12.0), RATE, mutes, ("caller", "agent"))
    assert not result[2 * RATE : 6 * RATE].any()
    assert not result[RATE : 8 * RATE, 0].any()
    assert result[9 * RATE :].all()
