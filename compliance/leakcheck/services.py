"""The whole check."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from compliance.leakcheck import digits, stores

PLAIN_RUN = re.compile(rf"(?<![0-9]){'[0-9]' * digits.WINDOW}[0-9]*")


def check(folders: Sequence[Path], cards: list[str], broker_url: str) -> Counter[str]:
    """Places that hold card digits, with how often: `database:`, `broker:` and `files:` and where in them.

    `cards`: card numbers known to have been spoken (canaries). In the database any spelling counts and Luhn's check
    finds unknown ones too; in the broker (none
    when its address is empty), in logs and files (binary, so numbers are everywhere) only the canaries.
    """
    known = digits.windows(cards)
    found: Counter[str] = Counter()
    for where, value in stores.database():
        if digits.finds(digits.text_of(value), known):
            found[f"database:{where}"] += 1
    found.update(f"broker:{where}" for where in _canaries(stores.broker(broker_url), known))
    for folder in folders:
        found.update(f"files:{where}" for where in _canaries(stores.files(folder), known))
    return found


def _canaries(pieces: Iterable[tuple[str, str]], known: frozenset[str]) -> Iterator[str]:
    """Places with a known number: in any spelling where the piece is text, in adjacent digits where it is binary."""
    for where, text in pieces:
        binary = "\x00" in text
        found = (match.group() for match in PLAIN_RUN.finditer(text)) if binary else digits.runs(text)
        if any(digits.holds(run, known) for run in found):
            yield where
