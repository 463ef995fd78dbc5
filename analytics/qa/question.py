"""A question of a scorecard: what is asked, who must have said it, where in the call, and how it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """An answer to a yes-no question; NA (not applicable) never counts."""

    YES = "yes"
    NO = "no"
    NA = "na"


class Part(StrEnum):
    """Where in the call the words must stand."""

    ANYWHERE = "anywhere"
    START = "start"
    RECAP = "recap"
    END = "end"

    def span(self, count: int) -> range:
        """Turns of this part: first 30 % for start, last 60 % for recap, last 30 % for end; at least two."""
        share = {Part.ANYWHERE: 1.0, Part.START: 0.3, Part.RECAP: 0.6, Part.END: 0.3}[self]
        size = min(count, max(2, round(count * share)))
        return range(size) if self is Part.START else range(count - size, count)


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-no question answered by patterns.

    speaker: agent or caller. patterns: regular expressions on lower-case turns; any hit means yes.
    excludes: a sentence with one of these does not count.
    applies: without a hit of one of these anywhere in the call a missing answer is "not applicable".
    not_for: intents and outcomes of calls to which the question does not apply.
    critical: a "no" fails the whole call.
    """

    key: str
    text: str
    speaker: str
    part: Part
    patterns: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    applies: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    weight: float = 1.0
    critical: bool = False

    def __post_init__(self) -> None:
        if self.speaker not in ("agent", "caller"):
            raise ValueError(f"question {self.key}: the speaker must be agent or caller")
        if not self.weight > 0:
            raise ValueError(f"question {self.key}: the weight must be above 0")


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A named set of questions with unique keys."""

    name: str
    questions: Sequence[Question]

    def __post_init__(self) -> None:
        keys = [question.key for question in self.questions]
        if len(set(keys)) != len(keys):
            raise ValueError(f"scorecard {self.name}: a key occurs twice")
