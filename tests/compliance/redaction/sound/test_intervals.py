from __future__ import annotations

import pytest

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.sound.intervals import hidden_stretches, mute_intervals
from compliance.redaction.sound.muting import BOTH, Mute, mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.span import PaymentWindow, Redaction, RedactionError, Segment, Span
from tests.compliance.redaction.conftest import call, spoken
from tests.compliance.redaction.sound.conftest import PAIR, RATE, burst, quiet, recorded


def span(kind: str, start: float | None, end: float | None, turn: int = 0) -> Span:
    return Span(turn, 0, 4, kind, 0.9, "Test", "[X_1]", start, end)


def turn(speaker: str) -> RawTurn:
    return spoken(speaker, "some words", 0.0)


def intervals(sound: CallSound, *spans: Span, speaker: str = "caller") -> list[tuple[str, float, float]]:
    mutes = mute_intervals(Redaction((), spans, ()), [turn(speaker)], sound)
    return [(one.channel_speaker, pytest.approx(one.start), pytest.approx(one.end)) for one in mutes]


def test_numbers_are_padded_more_than_names_and_clipped_to_the_recording() -> None:
    spans = (span("NAME", 0.1, 0.2), span("PHONE", 2.0, 4.0), span("NAME", 9.8, 9.9))
    assert intervals(recorded(10.0), *spans) == [
        ("caller", 0.0, 0.45),
        ("caller", 1.7, 4.5),
        ("caller", 9.65, 10.0),
    ]


def test_a_cut_is_moved_out_to_the_next_pause() -> None:
    sound = recorded(10.0, (0, 1.5, 4.72), (1, 4.72, 9.0))
    assert intervals(sound, span("PHONE", 2.0, 4.0)) == [("caller", 1.5, 4.72)]


def test_a_pause_that_is_too_far_away_is_not_waited_for() -> None:
    sound = recorded(10.0, (0, 0.5, 8.0))
    assert intervals(sound, span("PHONE", 2.0, 4.0)) == [("caller", 1.7, 4.5)]


def test_a_cut_in_a_pause_stays_there() -> None:
    sound = recorded(10.0, (0, 0.2, 1.5), (0, 2.0, 4.0), (0, 4.7, 6.0))
    assert intervals(sound, span("PHONE", 2.0, 4.0)) == [("caller", 1.7, 4.5)]


def test_gaps_in_one_number_are_closed_up_to_two_seconds() -> None:
    spans = (
        span("PHONE", 1.0, 1.5),
        span("PHONE", 3.4, 4.0),
        span("PHONE", 6.1, 6.5),
        span("NAME", 8.0, 8.2),
    )
    found = hidden_stretches(Redaction((), spans, ()), [turn("caller")])
    assert [(one.type, one.start, one.end) for one in found] == [
        ("PHONE", 1.0, 4.0),
        ("PHONE", 6.1, 6.5),
        ("NAME", 8.0, 8.2),
    ]


def test_gaps_between_numbers_of_two_kinds_names_or_speakers_stay() -> None:
    turns = [turn("caller"), turn("agent")]
    spans = (span("PHONE", 1.0, 1.5), span("DOB", 2.0, 2.5), span("NAME", 4.0, 4.2), span("NAME", 5.0, 5.2))
    spans += (span("PHONE", 2.2, 2.4, turn=1),)
    assert len(hidden_stretches(Redaction((), spans, ()), turns)) == 5


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
    found = intervals(recorded(10.0), span(kind, 1.0, 2.0), speaker=speaker)
    assert [name for name, _, _ in found] == [channel]


def test_window_silences_the_caller_and_everybody_on_mono() -> None:
    window = PaymentWindow(0, 1, 3.0, None, "CVV")
    two = mute_intervals(Redaction((), (), (window,)), [turn("agent"), turn("caller")], recorded(10.0))
    assert two == [Mute("caller", 3.0, 10.0)]
    mono = CallSound(quiet(10.0, 1), RATE, ("unknown",))
    both = mute_intervals(Redaction((), (), (window,)), [turn("unknown"), turn("unknown")], mono)
    assert both == [Mute(BOTH, 3.0, 10.0)]


def test_the_answer_may_run_on_into_the_next_question() -> None:
    window = PaymentWindow(0, 1, 3.0, 6.0, "CVV")
    sound = recorded(10.0, (0, 5.0, 6.5))
    found = mute_intervals(Redaction((), (), (window,)), [turn("agent"), turn("caller")], sound)
    assert found == [Mute("caller", 3.0, 6.5)]


def test_closed_windows_and_segments_go_on_both_channels() -> None:
    window = PaymentWindow(0, 1, 3.0, 6.0, "CVV", closed=True)
    segment = Segment(7.0, 8.0, "paused")
    turns = [turn("agent"), turn("caller")]
    found = mute_intervals(Redaction((), (), (window,)), turns, recorded(10.0), [segment])
    assert found == [Mute(BOTH, 3.0, 6.0), Mute(BOTH, 7.0, 8.0)]


def test_a_channel_that_carries_an_echo_is_silenced_too() -> None:
    samples = quiet(10.0)
    burst(samples, 0, 2.0, 4.0)
    delay = int(0.12 * RATE)
    samples[delay:, 1] += 0.05 * samples[:-delay, 0]
    found = intervals(CallSound(samples, RATE, PAIR), span("PHONE", 2.0, 4.0))
    assert {name for name, _, _ in found} == {"caller", "agent"}
    assert ("agent", 1.7, 4.5) in found


def test_hidden_text_without_times_fails() -> None:
    sound = recorded(10.0)
    with pytest.raises(RedactionError):
        mute_intervals(Redaction((), (span("PHONE", None, None),), ()), [turn("caller")], sound)
    window = PaymentWindow(0, 0, None, None, "CVV")
    with pytest.raises(RedactionError):
        mute_intervals(Redaction((), (), (window,)), call("a: cvv?"), sound)


def test_spoken_card_is_silent_in_the_recording(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "Card number?", 0.0),
        spoken("caller", "four one one one one one one one", 2.0),
        spoken("agent", "Your total comes to ten dollars", 8.0),
    ]
    sound = recorded(12.0, (0, 0.0, 12.0), (1, 0.0, 12.0))
    result = mute(sound, mute_intervals(engine.redact(turns), turns, sound))
    assert not result[2 * RATE : 6 * RATE].any()
    assert not result[RATE : 8 * RATE, 0].any()
    assert result[int(9.1 * RATE) :].all()
