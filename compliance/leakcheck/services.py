"""The whole check."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.leakcheck import digits, stores

PLAIN_RUN = re.compile(rf"(?<![0-9]){'[0-9]' * digits.WINDOW}[0-9]*")


def check(folder: Path, cards: list[str], broker_url: str) -> Counter[str]:
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
    found.update(f"files:{where}" for where in _canaries(stores.files(folder), known))
    return found


def _canaries(pieces: Iterable[tuple[str, str]], known: frozenset[str]) -> Iterator[str]:
    for where, text in pieces:
        for match in PLAIN_RUN.finditer(text):
            run = match.group()
            if any(run[at : at + digits.WINDOW] in known for at in range(len(run) - digits.WINDOW + 1)):
                yield where
                break
