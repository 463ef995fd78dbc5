"""One turn within the text of a call."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.redaction.numbers import Run
from compliance.redaction.tokens import Token


@dataclass(frozen=True, slots=True)
class Line:
    """One turn within the call text; offsets of tokens and runs are those of the call text."""

    index: int
    speaker: str
    begin: int
    stop: int
    tokens: tuple[Token, ...]
    runs: tuple[Run, ...]
