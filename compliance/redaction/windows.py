"""Payment windows: the stretch of a call in which card data is asked for and given.

Opened by a cue or a find of card number, security code or expiry; kept open by waiting, back-channels
and read-back; closed by the agent's next turn on anything else, or when the agent has talked for a
minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Spoken
from compliance.redaction.found import Found
from compliance.redaction.line import Line
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.script import Script
from compliance.redaction.span import PaymentWindow

_LONGEST_AGENT_TALK = 60.0
_SURE = 0.6
# Words of a further question about the card, in whatever sentence.
_ASKS_MORE = re.compile(
    r"\b(?:dates?|months?|year|back|front|flip|codes?|digits?|numbers?|three|four|strip|signature|chip|printed)\b"
)


@dataclass(slots=True)
class _Open:
    first: int
    start: float | None
    reason: str
    agent_talk: float = 0.0


def find_windows(
    script: Script, found: Sequence[Found], turns: Sequence[Spoken]
) -> tuple[PaymentWindow, ...]:
    """Every payment window of the call, in order and apart from each other."""
    windows: list[PaymentWindow] = []
    current: _Open | None = None
    for line in script.lines:
        opened = _opening(script, line, found, turns)
        if opened is not None and current is None:
            current = opened
        elif opened is not None and current is not None:
            current.agent_talk = 0.0
        elif current is not None and _closes(script, line, turns, current):
            windows.append(_close(current, line.index - 1, turns[line.index].start))
            current = None
    if current is not None:
        windows.append(_close(current, len(turns) - 1, None))
    return tuple(windows)


def hide_digits(script: Script, windows: Sequence[PaymentWindow]) -> Iterator[Found]:
    """Inside a window every number of two or more digits is hidden, whatever it looks like."""
    for window in windows:
        for line in script.lines[window.first : window.last + 1]:
            for run in line.runs:
                if len(run.digits) > 1 and not run.counted:
                    yield Found(run.begin, run.stop, window.reason, 0.2, "PaymentWindow")


def withhold(script: Script, windows: Sequence[PaymentWindow]) -> Iterator[Found]:
    """All that the caller says inside the windows; everybody where speakers are unknown."""
    for window in windows:
        for line in script.lines[window.first : window.last + 1]:
            if line.speaker != "agent" and line.begin < line.stop:
                yield Found(line.begin, line.stop, "PAYMENT", 1.0, "PaymentWindow")


def _opening(script: Script, line: Line, found: Sequence[Found], turns: Sequence[Spoken]) -> _Open | None:
    places = [(cue.begin, cue.topic) for cue in script.context.cues[line.index] if cue.topic in PAYMENT_TYPES]
    places += [
        (item.begin, item.type)
        for item in found
        if item.type in PAYMENT_TYPES and item.score >= _SURE and line.begin <= item.begin < line.stop
    ]
    if not places:
        return None
    begin, reason = min(places)
    turn = turns[line.index]
    said = [word.start for word in turn.words if word.stop > begin - line.begin and word.start is not None]
    return _Open(line.index, said[0] if said else turn.start, reason)


def _closes(script: Script, line: Line, turns: Sequence[Spoken], current: _Open) -> bool:
    if line.speaker == "caller":
        current.agent_talk = 0.0
        return False
    turn = turns[line.index]
    if turn.start is not None and turn.end is not None:
        current.agent_talk += turn.end - turn.start
    if current.agent_talk > _LONGEST_AGENT_TALK:
        return True
    asks_more = not script.context.cues[line.index] and _ASKS_MORE.search(script.line_text(line).lower())
    return not script.context.continues[line.index] and not asks_more


def _close(current: _Open, last: int, end: float | None) -> PaymentWindow:
    return PaymentWindow(current.first, last, current.start, end, current.reason)
