from __future__ import annotations

import pytest

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.sound.muting import Mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.sound.unexplained import unexplained
from compliance.redaction.span import PaymentWindow, Redaction, Span
from tests.compliance.redaction.sound.conftest import RATE, burst, quiet, recorded


def said(speaker: str, *words: tuple[str, float, float]) -> RawTurn:
    return RawTurn.from_words(speaker, [(*word, 0.9) for word in words])


def hidden(turn: RawTurn, word: int, kind: str = "PHONE") -> Span:
    one = turn.words[word]
    return Span(0, one.begin, one.stop, kind, 0.9, "Test", "[X_1]", one.start, one.end)


def silent(mutes: list[Mute]) -> list[tuple[str, float, float]]:
    return [
        (m.channel_speaker, pytest.approx(m.start, abs=0.03), pytest.approx(m.end, abs=0.03)) for m in mutes
    ]


def test_sound_beside_a_hidden_number_goes_as_far_as_no_word_explains_it() -> None:
    turn = said("caller", ("4111", 2.0, 3.0), ("thanks", 8.0, 8.4))
    sound = recorded(12.0, (0, 2.0, 3.0), (0, 4.0, 4.3), (0, 5.5, 5.8), (0, 8.0, 8.4), (0, 9.5, 9.8))
    redaction = Redaction((), (hidden(turn, 0),), ())
    assert silent(unexplained(sound, redaction, [turn])) == [
        ("caller", 1.85, 3.15),
        ("caller", 3.85, 4.45),
        ("caller", 5.35, 5.95),
    ]


def test_sound_that_leads_up_to_a_number_goes_too() -> None:
    turn = said("caller", ("well", 1.0, 1.4), ("4111", 7.0, 8.0))
    sound = recorded(12.0, (0, 1.0, 1.4), (0, 4.0, 4.3), (0, 5.5, 5.8), (0, 6.8, 8.0))
    found = silent(unexplained(sound, Redaction((), (hidden(turn, 1),), ()), [turn]))
    assert found == [("caller", 6.65, 8.15), ("caller", 5.35, 5.95), ("caller", 3.85, 4.45)]


def test_sound_too_far_from_a_number_stays() -> None:
    turn = said("caller", ("4111", 2.0, 3.0))
    sound = recorded(12.0, (0, 5.2, 5.6))
    assert unexplained(sound, Redaction((), (hidden(turn, 0),), ()), [turn]) == []


def test_a_word_explains_no_more_than_its_letters_take() -> None:
    turn = said("caller", ("4111", 2.0, 3.0), ("no", 3.5, 6.5))
    sound = recorded(12.0, (0, 3.5, 3.8), (0, 4.5, 4.8), (0, 6.2, 6.5))
    found = silent(unexplained(sound, Redaction((), (hidden(turn, 0),), ()), [turn]))
    assert found == [("caller", 3.35, 3.95), ("caller", 4.35, 4.95)]


def test_windows_are_searched_on_every_channel() -> None:
    turn = said("agent", ("Go", 1.0, 1.2), ("ahead", 1.2, 1.5))
    sound = recorded(10.0, (1, 1.0, 1.5), (1, 4.0, 4.3), (0, 5.0, 5.4), (1, 9.0, 9.4))
    window = PaymentWindow(0, 0, 0.9, 8.0, "CVV")
    found = silent(unexplained(sound, Redaction((), (), (window,)), [turn]))
    assert found == [("caller", 4.85, 5.55), ("agent", 3.85, 4.45)]


def test_without_anything_sensitive_nothing_is_searched() -> None:
    turn = said("caller", ("Hello", 1.0, 1.4))
    sound = recorded(10.0, (0, 1.0, 1.5), (0, 4.0, 4.3))
    assert unexplained(sound, Redaction((), (), ()), [turn]) == []
    assert unexplained(sound, Redaction((), (hidden(turn, 0, "NAME"),), ()), [turn]) == []


def test_mono_sound_is_explained_by_everybody() -> None:
    samples = quiet(10.0, 1)
    burst(samples, 0, 3.0, 3.4)
    burst(samples, 0, 4.0, 4.4)
    turns = [said("unknown", ("Hello", 3.0, 3.4))]
    window = PaymentWindow(0, 0, 2.0, 8.0, "CVV")
    sound = CallSound(samples, RATE, ("unknown",))
    assert silent(unexplained(sound, Redaction((), (), (window,)), turns)) == [("unknown", 3.85, 4.55)]
