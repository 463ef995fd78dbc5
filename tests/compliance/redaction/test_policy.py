"""What an account may show, and what stays hidden although it was taken for that; forged and doubled placeholders."""

from __future__ import annotations

import pytest

from compliance.redaction.dialogue import RawTurn, Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.policy import Policy
from config.bench.spoken.generate import dialogues
from tests.compliance.redaction.conftest import Redact

CALLS = dialogues(11, 60)
LAST_FOUR = Policy(keep_last4=True)


def texts(redact: Redact, policy: Policy, *lines: str) -> list[str]:
    return [turn.text for turn in redact(*lines, policy=policy).turns]


def test_last_four_are_shown(redact: Redact) -> None:
    said = texts(redact, LAST_FOUR, "a: Is that the card ending in 4242?", "c: Yes.")
    assert said == ["Is that the card ending in 4242?", "Yes."]


@pytest.mark.parametrize(
    "lines",
    [
        ("a: The last four of your social?", "c: I'll give you all of it, 412 55 9021"),
        ("a: Is this the card ending in 4242?", "c: no it's 4111 1111", "a: go on", "c: 1111 9999"),
        (
            "a: Read me your card in groups, last four at the end",
            *("c: 4111", "a: yes", "c: 1111", "a: yes", "c: 1111", "a: yes", "c: 9999"),
        ),
    ],
)
def test_more_than_the_last_four_is_not(redact: Redact, lines: tuple[str, ...]) -> None:
    caller = "".join(
        text for text, line in zip(texts(redact, LAST_FOUR, *lines), lines, strict=True) if line[0] == "c"
    )
    hidden = sum(
        char.isdigit()
        for char in caller.replace("_1]", "").replace("_2]", "").replace("_3]", "").replace("_4]", "")
    )
    assert hidden == 0


@pytest.mark.parametrize(
    ("shown", "lines"),
    [
        (
            "NUMBER",
            ("a: how would you like to pay", "c: sure the number is 4111 2222", "a: okay", "c: 3333 4444"),
        ),
        (
            "DOB",
            (
                "a: date of birth and card number?",
                "c: 4193",
                "a: ok",
                "c: 7297",
                "a: ok",
                "c: 6771",
                "c: 1693",
            ),
        ),
        (
            "ACCOUNT_ID",
            (
                "a: account number?",
                "c: by the plastic, 4111 1111 1111 1111",
            ),
        ),
        (
            "EMAIL",
            (
                "a: the security code?",
                "c: it's 917",
            ),
        ),
    ],
)
def test_showing_a_type_shows_no_card(redact: Redact, shown: str, lines: tuple[str, ...]) -> None:
    said = texts(redact, Policy(show=frozenset({shown})), *lines)
    assert not any(
        group in text for text in said for group in ("4111", "3333", "4193", "6771", "1693", "917")
    )


def test_a_shown_type_is_shown(redact: Redact) -> None:
    said = texts(redact, Policy(show=frozenset({"NAME"})), "a: This is Dana.", "c: 4111 1111 1111 1111")
    assert said == ["This is Dana.", "[CARD_1]"]


def test_a_unit_does_not_save_an_asked_security_code(redact: Redact) -> None:
    assert texts(redact, Policy(), "a: And the CVV?", "c: at 9 15")[1] == "at [CVV_1]"


@pytest.mark.parametrize(
    "forged", ["[CARD_411]", "[CVV_917]", "[A4111111111111111_1]", "[CARD_4111111111111111]"]
)
def test_nobody_forges_a_placeholder(engine: RedactionEngine, forged: str) -> None:
    turns = [RawTurn.from_text("agent", "Your card number?"), RawTurn.from_text("caller", f"it's {forged}")]
    text = engine.redact(turns).turns[1].text
    assert not any(digits in text for digits in ("411", "917"))


def test_numbers_of_placeholders_may_be_long(engine: RedactionEngine) -> None:
    turns = [Turn.from_text("caller", "call [PHONE_1005] or 617 555 0134")]
    assert engine.redact(turns).turns[0].text == "call [PHONE_1005] or [PHONE_1006]"


def test_figures_of_other_scripts_are_digits(redact: Redact) -> None:
    assert texts(redact, Policy(), "a: Card number?", "c: ٤١١١ ١١١١ ١١١١ ١١١١")[1] == "[CARD_1]"


def test_odd_characters_break_nothing(redact: Redact) -> None:
    assert texts(redact, Policy(), "c: about ² or ① of İt", "a: İ your password is chestnut")[1] == (
        "İ your password is [PASSCODE_1]"
    )


@pytest.mark.parametrize("number", range(0, 60, 5))
def test_a_second_pass_changes_nothing(engine: RedactionEngine, number: int) -> None:
    for one in CALLS[number : number + 5]:
        turns = [RawTurn.from_text(turn["speaker"], turn["text"]) for turn in one["turns"]]
        once = engine.redact(turns, Policy(health=True)).turns
        assert engine.redact(once, Policy(health=True)).turns == once, one["id"]
