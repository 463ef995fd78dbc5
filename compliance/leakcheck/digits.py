"""Finding card numbers in text, however they are written."""

import json
import re
from collections.abc import Iterator
from typing import Any

SPOKEN = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
TOKEN = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9\s,.\-]")
MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w+")
CARD_LENGTHS = range(13, 20)
WINDOW = 8


def runs(text: str) -> Iterator[str]:
    """Digit strings said or written without another word between, e.g. "4111, 1111 one one" -> "4111111111"."""
    run = ""
    for token in TOKEN.findall(text.lower()):
        digits = token if token.isdigit() else SPOKEN.get(token, "")
        if digits:
            run += digits
        elif run:
            yield run
            run = ""
    if run:
        yield run


def leaves(value: Any) -> Iterator[str]:
    """All strings inside a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)


def text_of(value: Any) -> str:
    """What a column's value says: JSON is read as its strings in order, so that words split into a list are joined."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return " ".join(leaves(value))


def finds(text: str, canaries: frozenset[str]) -> bool:
    """Whether the text holds a card number: eight digits in a row of a known one, or 13-19 that pass Luhn's check.

    Luhn's check leaves out words that mix letters and digits: random identifiers pass it now and then.
    """
    if any(holds(run, canaries) for run in runs(text)):
        return True
    plain = runs(MIXED.sub("#", text.lower()))
    return any(len(run) in CARD_LENGTHS and run[0] in "3456" and passes_luhn(run) for run in plain)


def holds(run: str, canaries: frozenset[str]) -> bool:
    """Whether eight digits in a row of the run belong to a known card number."""
    return any(run[at : at + WINDOW] in canaries for at in range(len(run) - WINDOW + 1))


def windows(cards: list[str]) -> frozenset[str]:
    """Every eight digits in a row of the given card numbers, written or spoken."""
    plain = ["".join(runs(card)) for card in cards]
    return frozenset(card[at : at + WINDOW] for card in plain for at in range(len(card) - WINDOW + 1))


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
