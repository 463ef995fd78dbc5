"""Answers in which nothing was found: the recogniser may not have written the code that was said.

"And the code we just sent you?" - "um" - "Thank you." The caller's channel is silenced from the question to the
agent's next turn, as in a payment window; the words stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.redaction.dialogue import Spoken
from compliance.redaction.found import Found
from compliance.redaction.line import Line
from compliance.redaction.script import Script
from compliance.redaction.span import PaymentWindow
from compliance.redaction.tokens import Kind

_ASKED = frozenset({"PASSCODE", "SSN", "SSN_LAST4", "BANK_ACCOUNT", "BANK_ROUTING", "IBAN", "CARD_LAST4"})
# Who says more than this says something else.
_LONGEST_ANSWER = 6
# Seconds between question and thanks in which something may have been said that was not heard at all.
_SILENCE = 1.0


def unanswered(
    script: Script, found: Sequence[Found], turns: Sequence[Spoken], windows: Sequence[PaymentWindow]
) -> tuple[PaymentWindow, ...]:
    """A window for each question for a secret number after which a short turn of the caller has nothing hidden in it.

    Those asked within one of `windows` are silenced already.
    """
    inside = {index for window in windows for index in range(window.first, window.last + 1)}
    return tuple(window for window in _windows(script, found, turns) if window.first not in inside)


def _windows(script: Script, found: Sequence[Found], turns: Sequence[Spoken]) -> Iterator[PaymentWindow]:
    for line, answer in zip(script.lines, script.lines[1:], strict=False):
        topics = [cue.topic for cue in script.context.cues[line.index] if cue.topic in _ASKED]
        start, then = turns[line.index].end, turns[answer.index].start
        if line.speaker != "agent" or not topics or start is None:
            continue
        if answer.speaker == "agent" and then is not None and then - start >= _SILENCE:
            yield PaymentWindow(line.index, line.index, start, then, topics[0], watched=line.index)
        elif answer.speaker == "caller" and _is_short(answer) and not _is_found(answer, found):
            last, end = _until(script, turns, answer)
            yield PaymentWindow(line.index, last, start, end, topics[0], watched=last)


def _is_found(answer: Line, found: Sequence[Found]) -> bool:
    return any(answer.begin <= item.begin < answer.stop for item in found)


def _is_short(line: Line) -> bool:
    return sum(token.kind is not Kind.MARK for token in line.tokens) <= _LONGEST_ANSWER


def _until(script: Script, turns: Sequence[Spoken], answer: Line) -> tuple[int, float | None]:
    """The caller's last turn in a row, and when the agent goes on; None when nobody does."""
    for line in script.lines[answer.index + 1 :]:
        if line.speaker != "caller":
            return line.index - 1, turns[line.index].start
    return len(turns) - 1, None
