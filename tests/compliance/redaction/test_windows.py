from __future__ import annotations

from compliance.redaction.engine import RedactionEngine
from compliance.redaction.span import PaymentWindow
from tests.compliance.redaction.conftest import Redact, spoken


def bounds(redact: Redact, *lines: str) -> list[tuple[int, int, str]]:
    return [(window.first, window.last, window.reason) for window in redact(*lines).windows]


def test_window_runs_from_the_cue_to_the_next_subject(redact: Redact) -> None:
    lines = (
        "a: Card number please.", "c: Let me get it out of the car.", "a: Take your time.", "c: 4111 1111",
        "a: Mm-hmm.", "c: 1111 1111", "a: Your total comes to 40 dollars.", "c: Fine.",
    )  # fmt: skip
    assert bounds(redact, *lines) == [(0, 5, "CARD_NUMBER")]


def test_further_questions_about_the_card_keep_it_open(redact: Redact) -> None:
    lines = (
        "a: Card number please.", "c: 4111 1111 1111 1111",
        "a: What month and year does it say?", "c: five of thirty",
        "a: And what is printed beside the signature?", "c: nine oh two",
        "a: The technician comes on Tuesday.", "c: Ok",
    )  # fmt: skip
    result = redact(*lines)
    assert [(window.first, window.last) for window in result.windows] == [(0, 5)]
    assert "nine" not in result.turns[5].text


def test_card_number_that_nobody_asked_for_opens_one(redact: Redact) -> None:
    lines = ("c: Just put it on 4111 1111 1111 1111.", "a: We will see you at the house on Tuesday then.")
    assert bounds(redact, *lines) == [(0, 0, "CARD_NUMBER")]


def test_last_four_and_prices_open_none(redact: Redact) -> None:
    assert bounds(redact, "a: It ends in 4193, and costs 12 dollars.", "c: Okay, 9 am.") == []


def test_window_times_are_those_of_cue_and_closing_turn(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "So the security code?", 10.0, 1.0),
        spoken("caller", "five five one", 15.0, 1.0),
        spoken("agent", "Your total comes to ten dollars", 20.0, 1.0),
    ]
    assert engine.redact(turns).windows == (PaymentWindow(0, 1, 12.0, 20.0, "CVV", watched=2),)
    assert engine.redact(turns[:2]).windows == (PaymentWindow(0, 1, 12.0, None, "CVV", watched=1),)


def test_a_minute_of_agent_talk_closes_it(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "The security code?", 0.0),
        spoken("agent", "one moment while I read this", 5.0, 12.0),
        spoken("caller", "sure", 90.0),
    ]
    assert engine.redact(turns).windows == (PaymentWindow(0, 0, 0.5, 5.0, "CVV", watched=2),)
