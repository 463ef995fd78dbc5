from __future__ import annotations

import pytest

from compliance.redaction.numbers import find_runs
from compliance.redaction.tokens import lex


def runs(text: str) -> list[tuple[str, str, str]]:
    """(covered text, digits, letters) of every run that is no quantity."""
    return [(text[r.begin : r.stop], r.digits, r.letters) for r in find_runs(lex(text)) if not r.counted]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4111 1111 1111 1111", "4111111111111111"),
        ("4111-1111-1111-1111", "4111111111111111"),
        ("4, 1, 1, 1, 2", "41112"),
        ("4-1-1-1", "4111"),
        ("4... 1... 1", "411"),
        ("Four. One. One. Two.", "4112"),
        ("four one one one", "4111"),
        ("four-one-one-one", "4111"),
        ("forty-one eleven", "4111"),
        ("nineteen oh six", "1906"),
        ("double five triple nine oh", "559990"),
        ("four ones and three nines", "1111999"),
        ("eight hundred five five five", "800555"),
        ("4111 two two two two 33 33", "411122223333"),
        ("four nine, um, let's see, eight eight", "4988"),
        ("one two, no sorry, one one", "1211"),
        ("five for for six sicks nine", "544669"),
        ("(919) 555-0147", "9195550147"),
        ("419.035.539", "419035539"),
        ("oh two zero O seven", "02007"),
    ],
)
def test_number_is_one_run_however_it_is_said(text: str, digits: str) -> None:
    found = find_runs(lex(text))
    assert [run.digits for run in found] == [digits]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("B-E-C-K-E-R", "becker"),
        ("B E C", "bec"),
        ("B as in boy, E like Edward, C for Charlie", "bec"),
        ("bravo echo charlie kilo", "beck"),
        ("m double c a r t h y", "mccarthy"),
        ("O, K, A, F, O, R", "okafor"),
        ("d-i-e-g-o", "diego"),
    ],
)
def test_spelling_is_one_run(text: str, letters: str) -> None:
    assert [(run.letters, run.digits) for run in find_runs(lex(text))] == [(letters, "")]


def test_letters_and_digits_mix() -> None:
    assert runs("It's W H dash four four seven") == [("W H dash four four seven", "447", "wh")]
    assert runs("6-X-3-7") == [("6-X-3-7", "637", "x")]


@pytest.mark.parametrize(
    "text",
    [
        "$1,234.50",
        "40 dollars",
        "12 percent",
        "5%",
        "16 miles",
        "at 9:45",
        "press 9",
        "room 485",
        "two or",
        "3 days",
    ],
)
def test_quantities_are_counted(text: str) -> None:
    assert [run.counted for run in find_runs(lex(text))].count(False) == 0


@pytest.mark.parametrize(
    "text", ["a or I", "oh, there it is", "I went to a shop for you too", "okay so then"]
)
def test_ordinary_words_are_no_numbers(text: str) -> None:
    assert find_runs(lex(text)) == []


def test_weak_words_at_the_edge_stay_outside() -> None:
    assert runs("I need to change 5 5 1 2 for you") == [("5 5 1 2", "5512", "")]


def test_quantity_does_not_hide_the_number_before_it() -> None:
    assert runs("4111 1111, and 12 dollars") == [("4111 1111", "41111111", "")]
