"""Payment windows: the stretch of a call in which card data is asked for and given.

A window is opened by a cue or a find of card number, security code or expiry date; kept open by waiting,
back-channels and read-back; closed by the agent's next turn on anything else, or when the agent has talked
for a minute. All that the caller's channel carries meanwhile is silenced.

After its end numbers are watched for: a card has three parts to tell, and as long as one of them is missing
every number is suspicious. Watching ends with the agent's second turn that neither is about the card nor
carries digits (the first when every part was told), with a question for something else, or with word that
the payment went through or did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from compliance.redaction import lexicon
from compliance.redaction.dates import find_dates
from compliance.redaction.dialogue import Spoken
from compliance.redaction.found import Found
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.script import Script
from compliance.redaction.span import PaymentWindow
from compliance.redaction.tokens import Kind, Token

_LONGEST_AGENT_TALK = 60.0
_SURE = 0.6
_WHOLE_CARD = 12
_PATIENCE = 2
_BILLING = frozenset({"NAME", "ADDRESS", "PHONE", "EMAIL"})
_SHORTEST_PART = 2
_MOSTLY = 0.4
_SHORT_TURN = 8
_LAST_MONTH = 12
# Words of a further question about the card, in whatever sentence.
_ASKS_MORE = re.compile(
    r"\b(?:dates?|months?|year|back|front|flip|codes?|digits?|numbers?|three|four|strip|signature|chip|printed|"
    r"card|expir\w*|valid|good (?:till?|until|thr\w+)|reverse|zip|postcode)\b"
)
_OVER = re.compile(
    r"\b(?:approved|declined|went through|gone through|goes through|processed|all set|all paid|paid in full|receipt|"
    r"confirmation|anything else|good ?bye|bye|have a (?:great|good|nice|wonderful|lovely))\b"
)


@dataclass(slots=True)
class _Open:
    first: int
    start: float | None
    reason: str
    agent_talk: float = 0.0
    strayed: int = 0
    told: set[str] = field(default_factory=set)
    digits: int = 0
    last: int | None = None
    end: float | None = None

    @property
    def complete(self) -> bool:
        return self.digits >= _WHOLE_CARD and {"CVV", "CARD_EXPIRY"} <= self.told


def find_windows(
    script: Script, found: Sequence[Found], turns: Sequence[Spoken]
) -> tuple[PaymentWindow, ...]:
    """Every payment window of the call, in order and apart from each other."""
    windows: list[PaymentWindow] = []
    current: _Open | None = None
    for line in script.lines:
        opened = _opening(script, line, found, turns)
        if opened is not None:
            if current is not None and current.last is not None:
                windows.append(_close(current, line.index - 1))
                current = None
            current = current or opened
            current.agent_talk, current.strayed = 0.0, 0
        elif current is not None:
            if current.last is None and _closes(script, line, turns, current):
                current.last, current.end = line.index - 1, turns[line.index].start
            if current.last is not None and _stops_watching(script, line, current):
                windows.append(_close(current, line.index - 1))
                current = None
        if current is not None:
            _note(current, line, found)
    if current is not None:
        windows.append(_close(current, len(turns) - 1))
    return tuple(windows)


def hide_digits(script: Script, windows: Sequence[PaymentWindow]) -> Iterator[Found]:
    """Inside a window every number is hidden whatever it looks like (in talk: of three or more digits), and every
    month with a year; where the caller says one number, all that he says in that turn.
    """
    for window in windows:
        for line in script.lines[window.first : window.watched + 1]:
            asked = line.speaker != "agent" and line.index <= window.last
            mostly = _is_mostly_number(line)
            hidden = [
                run
                for run in line.runs
                if _is_suspicious(line, run, mostly=mostly)
                and (not run.counted or (asked and len(run.digits) > _SHORTEST_PART))
            ]
            if hidden and line.speaker != "agent":
                hidden += [run for run in line.runs if not run.counted and run.digits and run not in hidden]
            for run in hidden:
                yield Found(run.begin, run.stop, window.reason, 0.2, "PaymentWindow")
            for date in find_dates(line):
                if (date.joined and _begins_with_month(script.text[date.begin : date.stop])) or (
                    date.months and (not date.ordinals or line.speaker != "agent")
                ):
                    yield Found(date.begin, date.stop, "CARD_EXPIRY", 0.25, "PaymentWindow")
            yield from _months(line)


def _begins_with_month(text: str) -> bool:
    """ "24/7" is no expiry date."""
    figures = re.match(r"\d+", text)
    return figures is None or int(figures.group()) <= _LAST_MONTH


def _months(line: Line) -> Iterator[Found]:
    """A month that is all, or nearly all, of a turn."""
    said = [token for token in line.tokens if token.kind is not Kind.MARK]
    for token in said if len(said) <= _SHORT_TURN else ():
        if token.word in lexicon.MONTHS and token.word not in ("may", "march"):
            yield Found(token.begin, _this_or_next_year(line, token), "CARD_EXPIRY", 0.25, "PaymentWindow")


def _this_or_next_year(line: Line, month: Token) -> int:
    """Where "of next year" after a month ends."""
    stop = month.stop
    for token in line.after(month.stop)[:3]:
        if token.word not in ("of", "this", "next", "year"):
            break
        stop = token.stop if token.word == "year" else stop
    return stop


def _is_suspicious(line: Line, run: Run, *, mostly: bool) -> bool:
    if line.is_only(run):
        return bool(run.digits)
    if line.speaker != "agent" and line.opens_with(run):
        return len(run.digits) >= _SHORTEST_PART
    return len(run.digits) > _SHORTEST_PART or (len(run.digits) == _SHORTEST_PART and mostly)


def _is_mostly_number(line: Line) -> bool:
    said = [token for token in line.tokens if token.kind is not Kind.MARK]
    numeric = sum(len(line.within(run.begin, run.stop)) for run in line.runs)
    return numeric >= _MOSTLY * len(said)


def withhold(script: Script, windows: Sequence[PaymentWindow], *, everything: bool) -> Iterator[Found]:
    """All that is said in closed windows; with `everything`, what the caller says in any (everybody where speakers
    are unknown). Windows of segments are no business of this.
    """
    for window in windows:
        if window.reason not in PAYMENT_TYPES or not (window.closed or everything):
            continue
        for line in script.lines[window.first : window.last + 1]:
            if (window.closed or line.speaker != "agent") and line.begin < line.stop:
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


def _note(current: _Open, line: Line, found: Sequence[Found]) -> None:
    """Which parts of the card have been told so far."""
    here = [item for item in found if line.begin <= item.begin < line.stop]
    current.told.update(item.type for item in here if item.type in PAYMENT_TYPES)
    cards = [item for item in here if item.type == "CARD_NUMBER"]
    current.digits += sum(
        len(run.digits)
        for run in line.runs
        if any(item.begin <= run.begin and run.stop <= item.stop for item in cards)
    )


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


def _stops_watching(script: Script, line: Line, current: _Open) -> bool:
    if line.speaker == "caller":
        return False
    topics = {cue.topic for cue in script.context.cues[line.index] if cue.topic}
    if topics:
        # The name and the address that the bill goes to are part of paying.
        return not topics <= _BILLING
    if script.context.continues[line.index]:
        return False
    current.strayed += 1
    return (
        current.complete
        or current.strayed >= (_PATIENCE if current.digits < _WHOLE_CARD else 2 * _PATIENCE)
        or _OVER.search(script.line_text(line).lower()) is not None
    )


def _close(current: _Open, watched: int) -> PaymentWindow:
    last = watched if current.last is None else current.last
    return PaymentWindow(current.first, last, current.start, current.end, current.reason, watched)
