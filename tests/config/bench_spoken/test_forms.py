"""Digits in the forms that are easy to get wrong, each with its exact text."""

from random import Random

import pytest

from config.bench.spoken.forms import FORMS
from config.bench.spoken.words import cardinal, ordinal, pairs, year

CARD = ("4111", "1111", "1111", "1111")
BY_NAME = {form.name: form for form in FORMS}


@pytest.mark.parametrize(
    ("name", "groups", "said"),
    [
        ("joined", CARD, "4111111111111111"),
        ("hyphens", ("987", "65", "4320"), "987-65-4320"),
        ("dots", ("419", "035", "539"), "419.035.539"),
        ("digit_periods", ("411",), "4. 1. 1"),
        ("word_periods", ("411",), "Four. One. One"),
        ("nought", ("407",), "four nought seven"),
        ("digit_pairs", ("411", "15"), "41 11 5"),
        ("hundreds", ("800", "555"), "eight hundred five five five"),
        ("thousands", ("4111", "1111"), "4,111 1,111"),
        ("thousands", ("419", "035"), "419,035"),
        ("run_on", ("6011", "0716", "1562"), "6011, 07161562"),
    ],
)
def test_form(name: str, groups: tuple[str, ...], said: str) -> None:
    assert BY_NAME[name].render(groups, Random(1)) == said


def test_repeats_name_the_run() -> None:
    assert BY_NAME["double"].render(("4115",), Random(3)) in ("four double one five", "4 double 1 5")
    assert BY_NAME["counted"].render(("1111",), Random(1)) == "four ones"


def test_a_correction_holds_the_wrong_and_the_right_digits() -> None:
    for seed in range(30):
        digits = "".join(filter(str.isalnum, BY_NAME["correction"].render(("123",), Random(seed)).lower()))
        right = ("123" in digits) or ("onetwothree" in digits)
        assert right
        assert len(digits) > len("123")


def test_numbers_in_words() -> None:
    assert cardinal(4111) == "four thousand one hundred eleven"
    assert [ordinal(day) for day in (1, 12, 20, 31)] == ["first", "twelfth", "twentieth", "thirty-first"]
    assert pairs("4100719") == ["four", "ten", "oh seven", "nineteen"]
    assert (year(1982), year(2004), year(2027)) == (
        "nineteen eighty-two",
        "two thousand four",
        "twenty twenty-seven",
    )
