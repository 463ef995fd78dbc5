"""What is hidden although no known question was asked, and what stays readable: fail closed, but not blindly."""

from __future__ import annotations

import pytest

from compliance.redaction.policy import Policy
from tests.compliance.redaction.conftest import Redact

HEALTH = Policy(health=True)


def texts(redact: Redact, *lines: str, policy: Policy | None = None) -> list[str]:
    return [turn.text for turn in redact(*lines, policy=policy).turns]


def test_a_number_told_over_turns_is_a_card(redact: Redact) -> None:
    said = texts(
        redact,
        "a: Alright, read me the front.",
        "c: fifty five ninety three",
        "a: yep",
        "c: fifty two eleven",
        "a: fifty two eleven",
        "c: eighty three eighteen",
        "a: go on",
        "c: twenty three sixty six",
        "a: okay and the month",
        "c: september of twenty seven",
        "a: that's six hundred forty eight dollars",
    )
    assert said == [
        "Alright, read me the front.",
        "[CARD_1]",
        "yep",
        "[CARD_2]",
        "[CARD_2]",
        "[CARD_3]",
        "go on",
        "[CARD_4]",
        "okay and the month",
        "[EXPIRY_1]",
        "that's six hundred forty eight dollars",
    ]


@pytest.mark.parametrize(
    "bare", ["4419", "7 3 0 4", "nine oh two two six", "four ninety seven", "double 8 double 7"]
)
def test_a_turn_that_is_a_number_is_hidden(redact: Redact, bare: str) -> None:
    assert texts(redact, "a: Ready?", f"c: Okay, {bare}.") == ["Ready?", "Okay, [NUMBER_1]."]


@pytest.mark.parametrize(
    "harmless",
    [
        "It comes to forty-five ninety-nine.",
        "We are open seven thirty to six.",
        "That is four thousand one hundred eleven dollars.",
        "Twelve hundred people came in 2019.",
        "I have 150 employees in room 4410.",
        "The part is 23354 I believe.",
        "It's ninety-eight point six on the radio.",
        "Call 911 if it smokes.",
        "Give me one sec, it's the one by the door.",
        "I'll take about 40 of them at eleven thirty.",
    ],
)
def test_quantities_stay_readable(redact: Redact, harmless: str) -> None:
    assert texts(redact, f"c: {harmless}") == [harmless]


@pytest.mark.parametrize(
    "said",
    [
        "good until 7-30",
        "good through december, twenty thirty-one",
        "good through oh four slash twenty-seven",
        "good until eleven, no sorry, ten twenty-nine",
        "valid thru 5 over 27",
    ],
)
def test_expiry_dates_need_no_question(redact: Redact, said: str) -> None:
    hidden = redact(f"c: It's {said}").spans
    lead = (
        len("It's good until ")
        if "until" in said
        else len("It's good through ")
        if "through" in said
        else len("It's valid thru ")
    )
    assert [(span.type, span.begin, span.stop) for span in hidden] == [
        ("CARD_EXPIRY", lead, len(f"It's {said}"))
    ]


def test_what_is_missing_of_a_card_is_waited_for(redact: Redact) -> None:
    said = texts(
        redact,
        "a: What's the card number?",
        "c: 4111 1111 1111 1111",
        "a: Thanks. Lovely weather we are having here.",
        "c: Sure is. The date says july of '31.",
        "c: And 628 on the strip.",
    )
    assert said[3:] == ["Sure is. The date says [EXPIRY_1].", "And [CVV_1] on the strip."]


def test_numbers_are_no_longer_watched_after_approval(redact: Redact) -> None:
    said = texts(
        redact,
        "a: What's the card number?",
        "c: 4111 1111 1111 1111",
        "a: That went through, you are all set.",
        "c: And you have 62 of the 4 inch ones, yes?",
    )
    assert said[3] == "And you have 62 of the 4 inch ones, yes?"


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("star 4 4 1 9", "[PASSCODE_1]"),
        ("three one three one pound", "[PASSCODE_1]"),
        ("XWP 441 098 772", "[PASSCODE_1]"),
    ],
)
def test_keys_and_letters_belong_to_codes(redact: Redact, said: str, hidden: str) -> None:
    expected = hidden.replace("PASSCODE", "ACCOUNT") if said.startswith("XWP") else hidden
    question = "And the policy number?" if said.startswith("XWP") else "And the gate code?"
    assert texts(redact, f"a: {question}", f"c: {said}")[1] == expected


@pytest.mark.parametrize(
    ("asked", "said", "hidden"),
    [
        ("And your password?", "oh it's uh blue heron", "blue heron"),
        ("What's the safe word?", "frog seven seven lamp two", "frog seven seven lamp two"),
    ],
)
def test_spoken_passwords(redact: Redact, asked: str, said: str, hidden: str) -> None:
    span = redact(f"a: {asked}", f"c: {said}").spans[0]
    assert (span.type, said[span.begin : span.stop]) == ("PASSCODE", hidden)


@pytest.mark.parametrize(
    ("said", "kind", "hidden"),
    [
        ("my grandma is ninety one and still drives", "AGE", "ninety one"),
        ("go to ten dot zero dot zero dot one", "IP", "ten dot zero dot zero dot one"),
        ("it's 192.168.0.12 I think", "IP", "192.168.0.12"),
        ("our site is petra dash pots dot com slash menu", "URL", "petra dash pots dot com slash menu"),
        ("to p o box 1902 carson city nevada 89701", "ADDRESS", "p o box 1902 carson city nevada 89701"),
        ("we are in unit 4C", "ADDRESS", "unit 4C"),
        ("it says linden court on the sign", "ADDRESS", "linden court"),
        ("cassrow, C-A-S-S, R-O-W, at Gmail", "EMAIL", "cassrow, C-A-S-S, R-O-W, at Gmail"),
        ("carlnguyen, all one word, at yahoo dot com", "EMAIL", "carlnguyen, all one word, at yahoo dot com"),
        ("my bank app shows GB29", "IBAN", "GB29"),
    ],
)  # fmt: skip
def test_data_that_tells_what_it_is(redact: Redact, said: str, kind: str, hidden: str) -> None:
    spans = [(span.type, said[span.begin : span.stop]) for span in redact(f"c: {said}").spans]
    assert spans == [(kind, hidden)]


def test_ages_up_to_89_stay(redact: Redact) -> None:
    assert texts(redact, "c: my grandma is eighty nine years old") == ["my grandma is eighty nine years old"]


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("I broke my wrist", "broke my wrist"),
        ("he has severe asthma", "severe asthma"),
        ("the hip fracture hurts", "hip fracture"),
        ("I take hydroxyzine", "hydroxyzine"),
    ],
)
def test_health_words(redact: Redact, said: str, hidden: str) -> None:
    spans = redact(f"c: {said}", policy=HEALTH).spans
    assert [said[span.begin : span.stop] for span in spans] == [hidden]


def test_an_account_adds_health_words_and_keeps_names(redact: Redact) -> None:
    policy = Policy(health=True, health_terms=("zorbitis minor",), kept_words=frozenset({"mercedes", "benz"}))
    said = texts(redact, "c: I am Holloway, it is my Mercedes Benz and my zorbitis minor.", policy=policy)
    assert said == ["I am [NAME_1], it is my Mercedes Benz and my [CONDITION_1]."]


@pytest.mark.parametrize(
    "said",
    ["this is operator nate", "is this janelle brisco", "yes under ferraro", "hi it's bonnie at green thumb"],
)
def test_lower_case_names_in_frames(redact: Redact, said: str) -> None:
    assert [span.type for span in redact(f"a: {said}").spans] == ["NAME"]


def test_a_sentence_after_at_all_is_no_address(redact: Redact) -> None:
    assert texts(redact, "c: No problem at all. It happens.") == ["No problem at all. It happens."]
