from __future__ import annotations

from compliance.redaction.script import Script
from tests.compliance.redaction.conftest import call

CUES = {
    "CVV": (r"security code",),
    "SSN": (r"\bsocial\b",),
    "DOB": (r"date of birth",),
    "SSN_LAST4": (r"last four of your social",),
}


def topics(*lines: str) -> list[tuple[str, ...]]:
    """What is expected at the end of each line."""
    script = Script.read(call(*lines), CUES)
    return [script.topics_at(max(line.begin, line.stop - 1)) for line in script.lines]


def test_question_is_answered_in_a_later_turn() -> None:
    lines = (
        "a: The security code?",
        "c: One sec, it's in the car.",
        "a: No rush.",
        "c: Okay, five five one.",
    )
    assert topics(*lines) == [("CVV",)] * 4


def test_other_statement_of_the_agent_ends_the_expectation() -> None:
    lines = (
        "a: The security code?",
        "c: 551.",
        "a: We will see you on the porch tomorrow morning then.",
        "c: 551",
    )
    assert topics(*lines)[-2:] == [(), ()]


def test_new_question_replaces_the_old_one() -> None:
    assert topics("a: The security code?", "c: 551.", "a: And your date of birth?", "c: 3/4/82")[-1] == (
        "DOB",
    )


def test_two_questions_in_one_turn_are_both_open() -> None:
    assert topics("a: Your date of birth and your social, please.", "c: sure")[-1] == ("DOB", "SSN")


def test_longer_cue_swallows_the_shorter_inside() -> None:
    assert topics("a: The last four of your social?", "c: 1234")[-1] == ("SSN_LAST4",)


def test_cue_in_the_answer_counts_from_its_place() -> None:
    script = Script.read(call("c: My social is 123 and my date of birth is 4 5 82."), CUES)
    text = script.text
    assert script.topics_at(text.index("123")) == ("SSN",)
    assert script.topics_at(text.index("4 5")) == ("DOB",)


def test_harmless_subject_closes_the_expectation() -> None:
    assert topics("a: The security code?", "a: Your total comes to", "c: sixty-three fifty")[-1] == ()


def test_expectation_dies_when_nobody_answers() -> None:
    lines = ("a: Your social?", *("c: the dog is barking at the mailman again",) * 6)
    assert topics(*lines)[1] == ("SSN",)
    assert topics(*lines)[-1] == ()
