"""Tells sums of money and times of day that carry no unit ("comes to forty-five ninety-nine", "at eleven thirty")."""

from __future__ import annotations

from compliance.redaction.lexicon import words
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.tokens import Kind

_MONEY = words(
    """
    total totals come comes came cost costs price priced pay paid payment bill billed charge charged
    charges fee fees rate balance due owe owed owes refund refunded deposit copay quote quoted estimate
    invoice worth spent save saved discount sale coupon rent tax plus fare buyout premium monthly subtotal
    run runs went ad diagnostic
    """
)
_THINGS = words("item part model sku style version catalog product size filter tire")
_LOOK_BACK = 6
_LONGEST_AMOUNT = 6
_MOST_PARTS = 3
_LAST_HOUR = 12


def is_amount(line: Line, run: Run) -> bool:
    """Whether `run` is said as a sum: a round number, or at most six digits shortly after a word of money."""
    if len(run.digits) > _LONGEST_AMOUNT:
        return False
    shaped = len(run.parts) <= _MOST_PARTS and len(run.parts[-1]) > 1
    return run.rounded or (shaped and any(word in _MONEY for word in _before(line, run)))


def is_thing(line: Line, run: Run) -> bool:
    """Whether the number names a product: "the part is 23354", "BX-1756"."""
    words_before = _before(line, run)
    if words_before[-1:] == ["the"] and _is_pronoun(line, run):
        return True
    return any(word in _THINGS for word in words_before[-3:]) or words_before[-1:] == ["-"]


def _is_pronoun(line: Line, run: Run) -> bool:
    """ "the two twenty-five one comes in black"."""
    last = [token for token in line.tokens if token.stop <= run.stop][-1]
    following = line.after(run.stop)[:1]
    return last.word == "one" and bool(following) and following[0].kind is Kind.WORD


def is_time(run: Run) -> bool:
    """Whether `run` reads as an hour and minutes in fives: "eleven thirty", "10 to 7" is none."""
    if [len(part) for part in run.parts] not in ([1, 2], [2, 2]):
        return False
    if run.parts[0].startswith("0"):
        return False
    hour, minute = map(int, run.parts)
    return 1 <= hour <= _LAST_HOUR and minute < 60 and minute % 5 == 0


def _before(line: Line, run: Run) -> list[str]:
    return [token.word for token in line.tokens if token.stop <= run.begin][-_LOOK_BACK:]
