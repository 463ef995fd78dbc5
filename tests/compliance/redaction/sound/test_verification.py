from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.sound.muting import BOTH, Mute
from compliance.redaction.sound.second import heard_besides
from compliance.redaction.sound.spoken import SpokenNumber, kept_numbers, numbers
from compliance.redaction.sound.verification import Listener, Place, places, verify
from compliance.redaction.span import PaymentWindow, Redaction, Segment, Span
from tests.compliance.redaction.conftest import spoken
from tests.compliance.redaction.sound.conftest import RATE, recorded

Digits = tuple[str, int, float]
WINDOW = Place(4.0, 8.0, True)


def hearing(*said: Digits, stubborn: bool = False) -> Listener:
    """Hears numbers (speaker, how many digits, from when on, two a second) while their sound is there."""

    def hear(samples: np.ndarray, stretches: Sequence[tuple[float, float, str]]) -> Sequence[RawTurn]:
        turns = []
        for speaker, count, start in said:
            channel = 0 if speaker == "caller" else 1
            words = [
                (str(n % 10), start + n / 2, start + n / 2 + 0.4, 0.9)
                for n in range(count)
                if stubborn or samples[int((start + n / 2 + 0.2) * RATE), channel]
            ]
            if words and any(
                begin <= start <= end and who in (BOTH, speaker) for begin, end, who in stretches
            ):
                turns.append(RawTurn.from_words(speaker, words))
        return turns

    return hear


def test_nothing_heard_ends_after_one_round() -> None:
    mutes = [Mute("caller", 4.0, 8.0)]
    result = verify(recorded(20.0), mutes, [WINDOW], [], [hearing()])
    assert (result.rounds, result.windows, result.extended, result.closed) == (1, 1, 0, 0)
    assert result.mutes == mutes
    assert not result.samples[4 * RATE : 8 * RATE, 0].any()


def test_without_places_nobody_listens() -> None:
    def never(*_: object) -> Sequence[RawTurn]:
        raise AssertionError("must not listen")

    result = verify(recorded(5.0), [], [], [], [never])
    assert (result.rounds, result.windows) == (0, 0)


def test_what_is_still_heard_is_silenced_and_heard_again() -> None:
    result = verify(
        recorded(20.0), [Mute("caller", 4.0, 8.0)], [WINDOW], [], [hearing(), hearing(("agent", 3, 5.0))]
    )
    assert (result.rounds, result.extended, result.closed) == (2, 1, 0)
    assert not result.samples[int(4.8 * RATE) : int(6.8 * RATE)].any()
    assert Mute(BOTH, pytest.approx(4.7), pytest.approx(6.9)) in result.mutes


def test_what_cannot_be_silenced_closes_the_place() -> None:
    listener = hearing(("agent", 4, 5.0), stubborn=True)
    result = verify(recorded(20.0), [], [WINDOW], [], [listener])
    assert (result.rounds, result.extended, result.closed) == (3, 1, 1)
    assert result.mutes == [Mute(BOTH, 1.0, 11.0)]
    assert not result.samples[RATE : 11 * RATE].any()


@pytest.mark.parametrize(
    ("place", "count", "found"),
    [
        (Place(4.0, 8.0, True), 3, 1),
        (Place(4.0, 8.0, True), 2, 0),
        (Place(4.0, 8.0, False), 4, 0),
        (Place(4.0, 8.0, False), 5, 1),
        (Place(4.0, 8.0, False, "agent"), 5, 1),
        (Place(4.0, 8.0, False, "caller"), 5, 0),
    ],
)
def test_how_many_digits_are_too_many(place: Place, count: int, found: int) -> None:
    assert verify(recorded(20.0), [], [place], [], [hearing(("agent", count, 4.5))]).extended == found


def test_beside_a_window_five_digits_are_too_many_unless_they_were_kept() -> None:
    listener = hearing(("agent", 5, 8.4))
    assert verify(recorded(20.0), [], [WINDOW], [], [listener]).extended == 1
    kept = [SpokenNumber("agent", 8.4, 10.8, 5)]
    assert verify(recorded(20.0), [], [WINDOW], kept, [listener]).extended == 0


def test_a_listener_that_fails_stops_it_all() -> None:
    def broken(*_: object) -> Sequence[RawTurn]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        verify(recorded(20.0), [], [WINDOW], [], [broken])


def test_places_are_windows_segments_and_numbers_outside_of_them() -> None:
    turns = [spoken("caller", "four one one one Baker and five five", 2.0)]
    spans = tuple(
        Span(0, 0, 4, kind, 0.9, "Test", "[X_1]", start, end)
        for kind, start, end in (
            ("CARD_NUMBER", 2.0, 4.0),
            ("PHONE", 12.0, 13.0),
            ("SSN", 14.0, 15.0),
            ("NAME", 9.0, 9.5),
        )
    )
    window = PaymentWindow(0, 0, 1.5, 6.0, "CARD_NUMBER")
    found = places(Redaction((), spans, (window,)), turns, recorded(20.0), [Segment(7.0, 8.0, "keys")])
    assert found == [
        Place(1.5, 6.0, True),
        Place(7.0, 8.0, True),
        Place(12.0, 13.0, False, "caller"),
        Place(14.0, 15.0, True),
    ]


def test_a_second_listener_adds_what_it_hears_in_and_around_strict_places() -> None:
    listener = hearing(("caller", 2, 5.0), ("agent", 3, 9.0), ("agent", 2, 2.0))
    found = heard_besides(recorded(20.0), [WINDOW, Place(15.0, 16.0, False)], [], listener)
    assert [(one.channel_speaker, one.start, one.end) for one in found] == [
        (BOTH, pytest.approx(4.7), pytest.approx(6.4)),
        ("agent", pytest.approx(8.7), pytest.approx(10.9)),
    ]
    kept = [SpokenNumber("agent", 9.0, 10.4, 3), SpokenNumber("caller", 5.0, 5.9, 2)]
    assert [one.channel_speaker for one in heard_besides(recorded(20.0), [WINDOW], kept, listener)] == [BOTH]


def test_numbers_of_one_speaker_close_together_count_as_one() -> None:
    turns = [
        spoken("caller", "four one one one", 1.0),
        spoken("agent", "okay", 3.2),
        spoken("caller", "two two two two", 4.0),
        spoken("caller", "that was 12 miles", 7.0),
        spoken("caller", "nine nine", 10.0),
    ]
    assert numbers(turns) == [
        SpokenNumber("caller", 1.0, pytest.approx(5.9), 8),
        SpokenNumber("caller", 10.0, pytest.approx(10.9), 2),
    ]


def test_kept_numbers_are_those_without_a_span() -> None:
    turns = [spoken("caller", "12 miles from 90210", 1.0)]
    span = Span(0, 14, 19, "ADDRESS", 0.9, "Test", "[ADDRESS_1]", 2.5, 2.9)
    assert kept_numbers(Redaction((), (span,), ()), turns) == [SpokenNumber("caller", 1.0, 1.4, 2)]
