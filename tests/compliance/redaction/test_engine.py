from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Sequence

import pytest

from compliance.redaction.dialogue import Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.found import Found
from compliance.redaction.policy import Policy
from compliance.redaction.script import Script
from compliance.redaction.span import RedactionError, Span
from tests.compliance.redaction.conftest import Redact, call, spoken

WORDS = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four",
    "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip
FORMS = {
    "joined": lambda d: d,
    "grouped": lambda d: " ".join(d[i : i + 4] for i in range(0, len(d), 4)),
    "hyphened": lambda d: "-".join(d[i : i + 4] for i in range(0, len(d), 4)),
    "digit by digit, commas": lambda d: ", ".join(d),
    "digit by digit, hyphens": lambda d: "-".join(d),
    "digit by digit, ellipses": lambda d: "... ".join(d),
    "words": lambda d: " ".join(WORDS[c] for c in d),
    "words in groups": lambda d: re.sub(r"((?:\w+ ){3}\w+) (?=\w)", r"\1, ", " ".join(WORDS[c] for c in d)),
    "sentences": lambda d: ". ".join(WORDS[c].capitalize() for c in d),
    "fillers": lambda d: ", um, ".join(" ".join(d[i : i + 4]) for i in range(0, len(d), 4)),
    "oh": lambda d: " ".join("oh" if c == "0" else WORDS[c] for c in d),
}  # fmt: skip
ASKED = {
    "CARD_NUMBER": ("a: What's the card number?", 16),
    "CVV": ("a: And the security code?", 3),
    "SSN": ("a: Your social security number, please?", 9),
    "BANK_ROUTING": ("a: What is the routing number?", 9),
    "PASSCODE": ("a: I just sent you a code, what is it?", 6),
    "PHONE": ("a: What's a good phone number?", 10),
    "ACCOUNT_ID": ("a: Can I have your account number?", 8),
    "CARD_LAST4": ("a: What are the last four digits of the card?", 4),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ASKED)
def test_asked_number_is_hidden_in_every_form(redact: Redact, kind: str, form: str) -> None:
    question, length = ASKED[kind]
    source = random.Random(f"{kind} {form}")
    digits = "".join(source.choice("0123456789") for _ in range(length))
    said = FORMS[form](digits)
    result = redact(question, f"c: Okay, it's {said}.")
    assert [span.type for span in result.spans] == [kind]
    assert result.turns[1].text in {f"Okay, it's {result.spans[0].placeholder}{end}" for end in (".", "")}


@pytest.mark.parametrize(
    ("question", "answer", "masked"),
    [
        ("a: When does it expire?", "c: Oh four twenty-seven.", "[EXPIRY_1]."),
        ("a: Good through?", "c: April of 2029.", "[EXPIRY_1]."),
        ("a: And your date of birth?", "c: March 14th 1982.", "[DOB_1]."),
        ("a: Your birthday?", "c: three fourteen eighty-two", "[DOB_1]"),
        ("a: May I have your name?", "c: Sure, it's Priscilla Vandermeer.", "Sure, it's [NAME_1]."),
        ("a: How do you spell that?", "c: B as in boy, E, C, K", "[NAME_1]"),
        ("a: The email?", "c: jane dot doe at gmail dot com", "[EMAIL_1]"),
        ("a: The email?", "c: It's jane_doe@gmail.com, okay?", "It's [EMAIL_1], okay?"),
        ("a: What's the service address?", "c: 48 Larkspur Court, unit 3, Durham.", "[ADDRESS_1]."),
        ("a: And the zip?", "c: two seven seven oh one", "[ADDRESS_1]"),
        ("a: Where do we send it?", "c: PO box 4611.", "[ADDRESS_1]."),
        ("a: And the plate?", "c: OMV 3922.", "[VEHICLE_1]."),
        ("a: The policy number?", "c: It's W H dash four four seven one.", "It's [ACCOUNT_1]."),
    ],
)
def test_answers_that_are_no_plain_numbers(redact: Redact, question: str, answer: str, masked: str) -> None:
    assert redact(question, answer).turns[1].text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Your total comes to sixty-three fifty.",
        "It has 126,613 miles and was built in 1987.",
        "Four thousand one hundred eleven dollars.",
        "We can be there between 8 and 12 on Tuesday the third.",
        "Press 1, then option 2, and hold for 15 minutes.",
        "The filter is 16 by 25 by 1, model number 6961.",
        "It's $1,752 or 5.9 percent over 60 months.",
        "I called 911 at 9:45, on the eighth floor, room 485.",
        "Just follow it, one, two, three.",
    ],
)
def test_look_alikes_stay(redact: Redact, text: str) -> None:
    assert redact(f"a: {text}", f"c: {text}").spans == ()


def test_card_split_over_turns_and_corrected(redact: Redact) -> None:
    result = redact(
        "a: Go ahead with the card.", "c: Five three six nine", "a: Mm-hmm.", "c: Twelve twenty-two",
        "a: Okay.", "c: one seven one six, no sorry, one seven one seven", "a: And?", "c: 8752.",
    )  # fmt: skip
    assert [turn.text for turn in result.turns[1::2]] == ["[CARD_1]", "[CARD_2]", "[CARD_3]", "[CARD_4]."]


def test_read_back_gets_the_placeholder_of_the_value(redact: Redact) -> None:
    result = redact("a: Security code?", "c: Six three oh.", "a: Was that 630?")
    assert [turn.text for turn in result.turns] == ["Security code?", "[CVV_1].", "Was that [CVV_1]?"]


def test_part_of_a_hidden_number_is_hidden_later_without_a_cue(redact: Redact) -> None:
    result = redact(
        "c: My card is 4111 1111 1234 5678.",
        "a: Let us talk about the furnace and the ducts in the attic now, shall we?",
        "a: So the invoice goes to 5678.",
    )
    assert "5678" not in result.turns[2].text


def test_unprompted_long_numbers_are_hidden(redact: Redact) -> None:
    result = redact("c: Put it on 4111 1111 1111 1112 or ring 919 555 0147.")
    assert result.turns[0].text == "Put it on [CARD_1] or ring [PHONE_1]."


def test_card_number_with_wrong_check_digit_is_hidden(redact: Redact) -> None:
    assert redact("a: Card number?", "c: 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1").spans[0].type == "CARD_NUMBER"


def test_name_is_hidden_in_the_whole_call(redact: Redact) -> None:
    result = redact(
        "a: Northwind Heating and Air, who am I speaking with?", "c: Geraldine Whitcomb.",
        "a: Thank you, Geraldine.", "c: W-H-I-T-C-O-M-B.",
    )  # fmt: skip
    assert result.turns[1].text == "[NAME_1]."
    assert result.turns[2].text == "Thank you, [NAME_2]."
    assert result.turns[3].text == "[NAME_3]."


def test_known_names_are_hidden_in_lower_case(redact: Redact) -> None:
    result = redact("c: so ignatius's van is outside", known_names=("Ignatius Bell",))
    assert result.turns[0].text == "so [NAME_1]'s van is outside"


def test_agent_names_can_be_kept(redact: Redact) -> None:
    lines = ("a: Northwind Heating and Air, this is Marisol.", "c: Hi Marisol, my name is Tomasz Wojcik.")
    kept = redact(*lines, policy=Policy(keep_agent_names=True))
    assert [turn.text for turn in kept.turns] == [lines[0][3:], "Hi Marisol, my name is [NAME_1]."]
    assert "Marisol" not in redact(*lines).turns[0].text


def test_last4_can_be_kept_but_not_the_card(redact: Redact) -> None:
    result = redact(
        "a: The last four of the card?", "c: 4193.", "a: And the security code?", "c: 551.",
        policy=Policy(keep_last4=True, show=frozenset({"CVV"})),
    )  # fmt: skip
    assert [result.turns[1].text, result.turns[3].text] == ["4193.", "[CVV_1]."]


def test_health_words_only_in_health_mode(redact: Redact) -> None:
    line = "c: I have asthma and take albuterol."
    assert redact(line).spans == ()
    hidden = redact(line, policy=Policy(health=True))
    assert hidden.turns[0].text == "I have [CONDITION_1] and take [MEDICATION_1]."


def test_withheld_payment_hides_what_was_misheard(redact: Redact) -> None:
    lines = (
        "a: And the security code?",
        "c: fife sex tree ish",
        "a: Your total comes to 40 dollars.",
        "c: Fine.",
    )
    result = redact(*lines, policy=Policy(withhold_payment=True))
    assert [turn.text for turn in result.turns] == [lines[0][3:], "[PAYMENT_1]", lines[2][3:], "Fine."]


def test_masked_words_keep_count_and_times_and_index_the_new_text(engine: RedactionEngine) -> None:
    turns = [spoken("agent", "Card number?", 0.0), spoken("caller", "It's 4111 1111 1111 1111. Okay?", 2.0)]
    result = engine.redact(turns)
    masked = result.turns[1]
    assert masked.text == "It's [CARD_1]. Okay?"
    assert [word.text for word in masked.words] == [
        "It's",
        "[CARD_1]",
        "[CARD_1]",
        "[CARD_1]",
        "[CARD_1].",
        "Okay?",
    ]
    assert all(masked.text[word.begin : word.stop] == word.text for word in masked.words)
    assert [(word.start, word.end) for word in masked.words] == [(w.start, w.end) for w in turns[1].words]
    span = result.spans[0]
    assert (span.turn, turns[1].text[span.begin : span.stop]) == (1, "4111 1111 1111 1111")
    assert (span.start, span.end) == (2.5, 4.4)


def test_redaction_holds_no_hidden_text(redact: Redact) -> None:
    result = redact("a: Card number?", "c: 4929 1234 5678 9012, and I'm Tomasz Wojcik.")
    assert {field.name for field in dataclasses.fields(Span)}.isdisjoint({"text", "value"})
    assert not any(secret in repr(result) for secret in ("4929", "9012", "Tomasz", "Wojcik"))


def test_redacting_twice_changes_nothing(redact: Redact, engine: RedactionEngine) -> None:
    once = redact("a: Card number?", "c: 4929 1234 5678 9012.", "a: And your name?", "c: Tomasz Wojcik.")
    assert [turn.text for turn in engine.redact(once.turns).turns] == [turn.text for turn in once.turns]


def test_empty_call_and_empty_turns(redact: Redact, engine: RedactionEngine) -> None:
    assert engine.redact([]).turns == ()
    assert [turn.text for turn in redact("a: ", "c: ", "a: Hello").turns] == ["", "", "Hello"]


class _Failing:
    def analyze(self, turns: Sequence[Turn], known_names: Sequence[str]) -> tuple[Script, list[Found]]:
        raise KeyError(turns[0].text)


def test_failure_withholds_the_call_and_quotes_nothing() -> None:
    with pytest.raises(RedactionError) as caught:
        RedactionEngine(_Failing()).redact(call("c: 4111 1111 1111 1111"))
    assert str(caught.value) == "redaction failed: KeyError"
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
