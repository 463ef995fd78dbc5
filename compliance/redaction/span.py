"""What redaction found and made: spans, payment windows and the masked call. None of them holds the
hidden text.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.redaction.dialogue import Turn


class RedactionError(Exception):
    """Redaction could not be finished; the call must be withheld. The message never quotes the call."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hidden text: `begin` and `stop` are character offsets into the input text of turn number `turn`.

    `start` and `end` are seconds from the start of the recording, None without word times.
    """

    turn: int
    begin: int
    stop: int
    type: str
    score: float
    recognizer: str
    placeholder: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the recording, in seconds, in which the carrier or the sound says that a payment was taken.

    `reason` such as "paused" or "keys".
    """

    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentWindow:
    """Turns `first` to `last` (inclusive), in which card data was asked for or given.

    `start` and `end` are seconds; `end` is None when the window runs to the end of the recording, both
    are None without word times. `reason` is the entity type whose cue opened it, or that of a segment.
    Up to turn `watched` numbers are hidden although the window is over. A `closed` window is hidden whole, on both channels.
    """

    first: int
    last: int
    start: float | None
    end: float | None
    reason: str
    watched: int = -1
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Redaction:
    """The masked turns of a call, with the proof of what was hidden where."""

    turns: tuple[Turn, ...]
    spans: tuple[Span, ...]
    windows: tuple[PaymentWindow, ...]
