"""From answers to a score of 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.qa.question import Answer, Scorecard


@dataclass(frozen=True, slots=True)
class Score:
    """Points reached of points possible.

    value: 100 * reached / possible, 0 after a critical fail, None when no question applied.
    """

    value: float | None
    reached: float
    possible: float
    failed_critical: tuple[str, ...]

    @property
    def passed_critical(self) -> bool:
        """True when no critical question was answered "no"."""
        return not self.failed_critical


def score_answers(scorecard: Scorecard, answers: Mapping[str, Answer]) -> Score:
    """Score the answers by question key; "not applicable" and unanswered questions are left out."""
    reached = possible = 0.0
    failed: list[str] = []
    for question in scorecard.questions:
        answer = answers.get(question.key, Answer.NA)
        if answer is Answer.NA:
            continue
        possible += question.weight
        reached += question.weight if answer is Answer.YES else 0.0
        if question.critical and answer is Answer.NO:
            failed.append(question.key)
    if not possible:
        return Score(None, 0.0, 0.0, ())
    return Score(0.0 if failed else 100 * reached / possible, reached, possible, tuple(failed))
