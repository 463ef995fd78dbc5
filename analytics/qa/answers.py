"""Machine answers to scorecard questions: by patterns, each "yes" with the turn, the time and the quote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analytics.conversation.evidence import Evidence, passages, quote_turn
from analytics.qa.question import Answer, Part, Question, Scorecard
from compliance.redaction.dialogue import Turn

VERSION = "patterns-1"

_LONGEST = 4000
_FEWEST_TURNS = 4
_FAREWELL = re.compile(
    r"\b(bye|goodbye|thank|thanks|take care|have a|welcome|see you|you too|that's (all|it))\b"
)
_CONFIDENT, _PLAIN, _ABSENT = 0.95, 0.85, 0.75


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """One answer. confidence: 0.95 for a yes of two patterns, 0.85 for a plain yes, 0.75 for a no, 1 for na.

    These are fixed trust levels for ordering reviews, not measured probabilities.
    """

    key: str
    answer: Answer
    confidence: float
    evidence: Evidence | None
    version: str = VERSION


def answer_scorecard(
    scorecard: Scorecard, turns: Sequence[Turn], labels: Collection[str] = ()
) -> tuple[MachineAnswer, ...]:
    """Answer every question of the card from a (redacted) call.

    labels: intent and outcome of the call as far as they are sure; some questions do not apply to some calls.
    """
    return tuple(answer_question(question, turns, labels) for question in scorecard.questions)


def answer_question(question: Question, turns: Sequence[Turn], labels: Collection[str] = ()) -> MachineAnswer:
    """Answer one question.

    "na" for calls of the labels the question excludes, when the call has no turn of that speaker, when it was
    cut off before the end that is asked about, or when nothing in the call makes the question apply. In a
    call without speakers every turn is searched.
    """
    if set(question.not_for).intersection(labels):
        return MachineAnswer(question.key, Answer.NA, 1.0, None)
    mono = any(turn.speaker not in ("agent", "caller") for turn in turns)
    mine = [number for number, turn in enumerate(turns) if mono or turn.speaker == question.speaker]
    inside = question.part.span(len(turns))
    searched = [number for number in mine if number in inside]
    found = _best_hit(question, turns, searched)
    if found is not None:
        evidence, agreeing = found
        return MachineAnswer(question.key, Answer.YES, _CONFIDENT if agreeing > 1 else _PLAIN, evidence)
    if not searched or not _has_part(question, turns) or not _applies(question, turns):
        return MachineAnswer(question.key, Answer.NA, 1.0, None)
    return MachineAnswer(question.key, Answer.NO, _ABSENT, None)


def _best_hit(
    question: Question, turns: Sequence[Turn], searched: Iterable[int]
) -> tuple[Evidence, int] | None:
    """The passage on which most patterns agree, the first of equals."""
    best: tuple[Evidence, int] | None = None
    for number in searched:
        for begin, stop in passages(turns[number].text):
            agreeing = _agreeing(question, turns[number].text[begin:stop].lower())
            if agreeing > (best[1] if best else 0):
                best = quote_turn(turns, number, begin, stop), agreeing
    return best


def _agreeing(question: Question, passage: str) -> int:
    text = passage.replace("\u2019", "'")[:_LONGEST]
    if any(pattern.search(text) for pattern in _compile(question.excludes)):
        return 0
    return sum(pattern.search(text) is not None for pattern in _compile(question.patterns))


def _has_part(question: Question, turns: Sequence[Turn]) -> bool:
    """A call that breaks off has no end: too few turns, or no closing words in the last three."""
    if question.part not in (Part.END, Part.RECAP):
        return True
    closed = any(_FAREWELL.search(turn.text.lower()) for turn in turns[-3:])
    return len(turns) >= _FEWEST_TURNS and closed


def _applies(question: Question, turns: Sequence[Turn]) -> bool:
    patterns = _compile(question.applies)
    if not patterns:
        return True
    return any(pattern.search(turn.text[:_LONGEST].lower()) for turn in turns for pattern in patterns)


@lru_cache(maxsize=512)
def _compile(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
