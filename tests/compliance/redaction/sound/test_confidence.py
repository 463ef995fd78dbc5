from __future__ import annotations

import pytest

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.sound.confidence import unsure
from compliance.redaction.span import PaymentWindow

WINDOW = PaymentWindow(1, 1, 0.0, None, "CARD_NUMBER")


def turn(*words: tuple[str, float]) -> RawTurn:
    return RawTurn.from_words(
        "caller", [(text, n / 2, n / 2 + 0.4, sure) for n, (text, sure) in enumerate(words)]
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((("four", 0.6), ("1", 0.3), ("1111", 0.5)), True),
        ((("four", 0.6), ("1", 0.5), ("1111", 0.5)), False),
        ((("um", 0.1), ("four", 0.9)), False),
        ((("um", 0.1), ("okay", 0.2)), False),
        ((("forty", 0.3), ("hundred", 0.4), ("6x3", 0.2)), True),
    ],
)
def test_only_number_words_count(words: tuple[tuple[str, float], ...], found: bool) -> None:
    assert unsure([turn(("four", 0.0)), turn(*words), turn(("four", 0.0))], WINDOW) is found


def test_words_without_a_probability_say_nothing() -> None:
    assert not unsure([turn(), RawTurn.from_text("caller", "four one one one")], WINDOW)
