from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.redaction.dialogue import Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.policy import Policy
from compliance.redaction.span import Redaction

SPEAKERS = {"a": "agent", "c": "caller", "u": "unknown"}
Redact = Callable[..., Redaction]


def call(*lines: str) -> list[Turn]:
    """Turns from lines such as "a: Go ahead." (a agent, c caller, u unknown)."""
    return [Turn.from_text(SPEAKERS[line[0]], line[3:]) for line in lines]


def spoken(speaker: str, text: str, start: float, pace: float = 0.5) -> Turn:
    """A turn whose words follow each other every `pace` seconds, each lasting 0.8 of it."""
    items = [
        (word, start + index * pace, start + index * pace + 0.8 * pace, 0.9)
        for index, word in enumerate(text.split())
    ]
    return Turn.from_words(speaker, items)


@pytest.fixture(scope="session")
def engine() -> RedactionEngine:
    return RedactionEngine()


@pytest.fixture(scope="session")
def redact(engine: RedactionEngine) -> Redact:
    def run(*lines: str, policy: Policy | None = None, known_names: tuple[str, ...] = ()) -> Redaction:
        return engine.redact(call(*lines), policy or Policy(), known_names)

    return run
