from __future__ import annotations

import pytest

from compliance.redaction.cardinals import read_cardinal
from compliance.redaction.tokens import lex


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("four thousand one hundred eleven", 4111),
        ("twelve hundred", 1200),
        ("twenty-nine hundred and five", 2905),
        ("one hundred fifty-six thousand miles", 156000),
        ("2 thousand fourteen", 2014),
    ],
)
def test_hundreds_and_thousands(said: str, value: int) -> None:
    cardinal = read_cardinal(lex(said), 0)
    assert cardinal is not None
    assert cardinal.value == value


def test_a_telephone_number_is_no_805() -> None:
    cardinal = read_cardinal(lex("eight hundred five five five"), 0)
    assert cardinal is not None
    assert (cardinal.value, cardinal.last) == (800, 1)


@pytest.mark.parametrize("said", ["forty one", "4111", "hundred"])
def test_small_numbers_are_read_elsewhere(said: str) -> None:
    assert read_cardinal(lex(said), 0) is None
