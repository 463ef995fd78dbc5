"""Cue flags: editable hints about a call that serve as features, never as the verdict.

Two kinds. Label cues are word patterns counted for each label. Event cues follow what the agent announces
and how the caller answers; they are regular expressions on one turn of at most `_LONGEST` characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property

from analytics.conversation.features import SpokenTurn
from analytics.conversation.phrases import PhraseIndex

_LATE = 0.45
_MOST = 3
_LONGEST = 2000
_QUESTION = re.compile(r"[^.!?]*\?")


@dataclass(frozen=True, slots=True)
class Events:
    """Patterns of the events that decide an outcome, searched in lower-case turns.

    failed, done: the agent, in the second half; sentences that are questions, and turns that ask to confirm,
    are no `done`. offer: the agent; refusal: the caller in the next turn. confirm: the agent. farewell: the
    last two turns.
    """

    failed: str
    done: str
    offer: str
    refusal: str
    confirm: str
    farewell: str


@dataclass(frozen=True, slots=True)
class Flags:
    """What the events of one call came to; `at` keeps the turn that raised each flag."""

    values: tuple[float, ...]
    at: dict[int, int]


FLAG_NAMES = (
    "failure announced",
    "success announced",
    "offer refused",
    "confirmation asked",
    "no farewell",
    "failure came last",
    "success came last",
    "caller spoke last",
)


@dataclass(frozen=True)
class CueSet:
    """The cues of one dimension: word patterns by label, and events where the outcome is at stake.

    `late_only` counts label cues in the second half of the call only. `events_kept` names the flags used.
    """

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: Events | None = None
    late_only: bool = False
    events_kept: tuple[str, ...] = FLAG_NAMES

    @property
    def names(self) -> tuple[str, ...]:
        """One name for each number of `measure`."""
        kept = self.events_kept if self.events else ()
        return (*self.labels, *kept)

    def measure(self, turns: Sequence[SpokenTurn]) -> tuple[list[float], list[int | None]]:
        """Cue numbers of a call and, for each, the turn that shows it best (None: no such turn)."""
        counts = [0.0] * len(self.labels)
        shown: list[int | None] = [None] * len(self.labels)
        first = int(len(turns) * _LATE) if self.late_only else 0
        for index in range(first, len(turns)):
            for position, _, _ in self._index.find(turns[index].tokens, turns[index].speaker):
                counts[position] = min(_MOST, counts[position] + 1.0)
                shown[position] = index
        if self.events:
            flags = self._flags(turns)
            for position in self._kept:
                counts.append(flags.values[position])
                shown.append(flags.at.get(position))
        return counts, shown

    def to_json(self) -> dict[str, object]:
        """As plain JSON values; lists, because the order of the labels is the order of the numbers."""
        return {
            "labels": [[label, *patterns] for label, patterns in self.labels.items()],
            "events": asdict(self.events) if self.events else None,
            "late_only": self.late_only,
            "events_kept": list(self.events_kept),
        }

    @cached_property
    def _index(self) -> PhraseIndex[int]:
        pairs = [(number, text) for number, texts in enumerate(self.labels.values()) for text in texts]
        return PhraseIndex(pairs)

    @cached_property
    def _kept(self) -> tuple[int, ...]:
        return tuple(FLAG_NAMES.index(name) for name in self.events_kept)

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        assert self.events is not None
        return {item.name: re.compile(getattr(self.events, item.name)) for item in fields(Events)}

    def _flags(self, turns: Sequence[SpokenTurn]) -> Flags:
        seen = _Seen(self._patterns)
        late = int(len(turns) * _LATE)
        for index, turn in enumerate(turns):
            following = turns[index + 1] if index + 1 < len(turns) else None
            seen.read(index, turn, following, late=index >= late)
        return seen.flags(turns)


class _Seen:
    """Collects the events of one call, turn by turn."""

    def __init__(self, patterns: dict[str, re.Pattern[str]]) -> None:
        self._patterns = patterns
        self._at: dict[str, int] = {}
        self._last: tuple[str, int] | None = None

    def read(self, index: int, turn: SpokenTurn, following: SpokenTurn | None, *, late: bool) -> None:
        if turn.speaker == "c":
            return
        text = turn.text[:_LONGEST]
        if self._patterns["confirm"].search(text):
            self._at["confirm"] = index
        if following is not None and following.speaker != "a" and self._refused(text, following):
            self._at["refused"] = index + 1
        if late:
            self._announce(index, text)

    def _announce(self, index: int, text: str) -> None:
        if self._patterns["failed"].search(text):
            self._at["failed"], self._last = index, ("failed", index)
        elif self._is_done(text):
            self._at["done"], self._last = index, ("done", index)

    def _refused(self, text: str, answer: SpokenTurn) -> bool:
        if not self._patterns["offer"].search(text):
            return False
        return self._patterns["refusal"].search(answer.text[:_LONGEST]) is not None

    def _is_done(self, text: str) -> bool:
        if "please confirm" in text:
            return False
        told = _QUESTION.sub(" ", text)
        return self._patterns["done"].search(told) is not None

    def flags(self, turns: Sequence[SpokenTurn]) -> Flags:
        farewell = any(self._patterns["farewell"].search(turn.text[:_LONGEST]) for turn in turns[-2:])
        last = self._last[0] if self._last else ""
        found: list[tuple[bool, int | None]] = [
            ("failed" in self._at, self._at.get("failed")),
            ("done" in self._at, self._at.get("done")),
            ("refused" in self._at, self._at.get("refused")),
            ("confirm" in self._at, self._at.get("confirm")),
            (not farewell, None),
            (last == "failed", self._at.get("failed")),
            (last == "done", self._at.get("done")),
            (bool(turns) and turns[-1].speaker == "c", None),
        ]
        at = {number: turn for number, (value, turn) in enumerate(found) if value and turn is not None}
        return Flags(tuple(float(value) for value, _ in found), at)
