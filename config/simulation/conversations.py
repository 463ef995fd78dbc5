"""What was said: scripted conversations, their turns with seconds, reused over the history."""

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.conversation.corpus.scenes import Director, ScriptedCall

EACH = 25
SEED = 11
WORDS_A_SECOND = 2.6


@dataclass(frozen=True, slots=True)
class Said:
    """One conversation: labels, and turns as (speaker, start, end, text)."""

    intent: str
    outcome: str
    turns: tuple[tuple[str, float, float, str], ...]
    seconds: float


@cache
def conversations() -> dict[bool, list[Said]]:
    """Those that end with a booking or a sale (True), and the others."""
    found: dict[bool, list[Said]] = {True: [], False: []}
    for call in Director(random.Random(SEED)).calls(EACH):
        if call.lines and call.outcome != "voicemail":
            found[call.outcome in ("appointment_booked", "sale_made")].append(_timed(call))
    return found


def words_of(text: str, start: float) -> list[list[Any]]:
    """The words of a turn as `Turn.words` keeps them."""
    words, begin, at = [], 0, start
    for word in text.split():
        begin = text.index(word, begin)
        words.append([word, round(at, 2), round(at + 0.32, 2), 0.93, begin, begin + len(word)])
        begin, at = begin + len(word), at + 1 / WORDS_A_SECOND
    return words


def _timed(call: ScriptedCall) -> Said:
    turns, at = [], 0.8
    for speaker, text in call.lines:
        length = max(1, len(text.split())) / WORDS_A_SECOND
        turns.append((speaker, round(at, 2), round(at + length, 2), text))
        at += length + 0.4
    return Said(call.intent or "other", call.outcome, tuple(turns), at)
