"""The generated dialogues: exact marks, repeatable, everything occurs."""

from collections import defaultdict
from datetime import date
from random import Random
from typing import Any

import pytest

from config.bench.spoken import addresses, dates, emails, lookalikes
from config.bench.spoken.forms import FORMS
from config.bench.spoken.generate import dialogues
from config.bench.spoken.people import luhn, make_person
from config.bench.spoken.spelling import LETTER_WAYS

TYPES = {
    *(
        "CARD_NUMBER",
        "CVV",
        "CARD_EXPIRY",
        "CARD_LAST4",
        "SSN",
        "SSN_LAST4",
        "BANK_ROUTING",
        "BANK_ACCOUNT",
        "IBAN",
    ),
    *(
        "PASSCODE",
        "NAME",
        "PHONE",
        "EMAIL",
        "ADDRESS",
        "DOB",
        "ACCOUNT_ID",
        "MRN",
        "DRIVER_LICENSE",
        "PASSPORT",
    ),
    *("NATIONAL_ID", "VEHICLE_ID", "CONDITION", "MEDICATION", "URL", "IP", "AGE"),
}


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    return dialogues(1, 400)


def _forms() -> set[str]:
    rng = Random(0)
    person = make_person(rng)
    named = {
        *dates.birth_forms(date(1982, 3, 14), rng),
        *dates.expiry_forms(4, 2027, rng),
        *emails.email_forms(person.email, rng, bare=False),
        *emails.url_forms("a.com"),
        *emails.ip_forms("10.0.0.1"),
        *addresses.address_forms(person.home, rng, bare=False),
    }
    codes = {f"code_{way}" for way in ("written", "chars", "spaced", "words", "dash", "nato", "as_in")}
    return {form.name for form in FORMS} | named | codes | {f"name_{way}" for way in LETTER_WAYS}


def test_marks_are_the_text_at_their_offsets(made: list[dict[str, Any]]) -> None:
    marks = 0
    for dialogue in made:
        for mark in dialogue["spans"] + dialogue["negatives"]:
            text = dialogue["turns"][mark["turn"]]["text"]
            assert text[mark["start"] : mark["end"]] == mark["text"]
            assert mark["text"] == mark["text"].strip(" .,;:!?-")
            assert mark["text"]
            marks += 1
    assert marks > 4000


def test_marks_never_overlap(made: list[dict[str, Any]]) -> None:
    for dialogue in made:
        places = defaultdict(list)
        for mark in dialogue["spans"] + dialogue["negatives"]:
            places[mark["turn"]].append((mark["start"], mark["end"]))
        for turn in places.values():
            turn.sort()
            assert all(first[1] <= second[0] for first, second in zip(turn, turn[1:], strict=False))


def test_same_seed_same_dialogues(made: list[dict[str, Any]]) -> None:
    assert dialogues(1, 400) == made
    assert dialogues(2, 400) != made


def test_every_type_form_and_kind_occurs(made: list[dict[str, Any]]) -> None:
    spans = [span for dialogue in made for span in dialogue["spans"]]
    assert {span["type"] for span in spans} == TYPES
    assert _forms() - {span["form"] for span in spans} == set()
    kinds = {negative["kind"] for dialogue in made for negative in dialogue["negatives"]}
    assert kinds == {slot.partition("_")[0] for slot in lookalikes.KINDS}


def test_a_quarter_pays_and_a_seventh_is_harmless(made: list[dict[str, Any]]) -> None:
    paying = [d for d in made if any(span["type"] == "CARD_NUMBER" for span in d["spans"])]
    assert len(paying) == 96
    assert sum(not d["spans"] for d in made) == 60
    assert all(d["negatives"] for d in made if not d["spans"])


def test_turns_alternate_and_no_template_sign_is_left(made: list[dict[str, Any]]) -> None:
    for dialogue in made:
        speakers = [turn["speaker"] for turn in dialogue["turns"]]
        assert all(first != second for first, second in zip(speakers, speakers[1:], strict=False))
        assert not any(set(turn["text"]) & set("{}[]‹›\x08\x00") for turn in dialogue["turns"])


def test_luhn() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
