"""Scores redaction against dialogues whose personal data is marked: what leaks, and what is hidden for nothing.

A marked span is caught when every letter and digit of it is hidden, whatever type was found. A dialogue is free
of leaks when all its spans of a group are caught.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PCI = frozenset({"CARD_NUMBER", "CVV", "CARD_EXPIRY"})
CRITICAL = PCI | {"SSN", "SSN_LAST4", "BANK_ACCOUNT", "BANK_ROUTING", "IBAN", "PASSCODE"}
NUMERIC = CRITICAL | {
    *(
        "CARD_LAST4",
        "PHONE",
        "DOB",
        "ACCOUNT_ID",
        "MRN",
        "VEHICLE_ID",
        "DRIVER_LICENSE",
        "PASSPORT",
        "NATIONAL_ID",
    )
}
GROUPS: Mapping[str, frozenset[str] | None] = {
    "all": None,
    "pci": PCI,
    "critical": CRITICAL,
    "numeric": NUMERIC,
}
# Between two spans of one type, at most so many characters apart, nothing counts as hidden for nothing.
_GAP = 40

Dialogue = Mapping[str, Any]
Hidden = Mapping[int, Sequence[tuple[int, int, str]]]


@dataclass(slots=True)
class Score:
    """Counts over many dialogues."""

    dialogues: Counter[str] = field(default_factory=Counter)
    leak_free: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    lookalikes: int = 0
    lookalikes_hit: int = 0
    other: int = 0
    other_hit: int = 0

    def share(self, group: str) -> float:
        """Dialogues of a group without a leak, 0..1."""
        return self.leak_free[group] / max(1, self.dialogues[group])

    def recall(self, kind: str) -> float:
        """Marked spans of a type that were wholly hidden, 0..1."""
        return self.caught[kind] / max(1, self.spans[kind])

    def precision(self, kind: str) -> float:
        """Hidden letters and digits found as a type that lie in any marked span, 0..1."""
        return self.right[kind] / max(1, self.predicted[kind])

    @property
    def lookalikes_share(self) -> float:
        """Look-alikes touched, 0..1."""
        return self.lookalikes_hit / max(1, self.lookalikes)

    @property
    def other_share(self) -> float:
        """Other letters and digits hidden, 0..1."""
        return self.other_hit / max(1, self.other)


def score(pairs: Iterable[tuple[Dialogue, Hidden]]) -> Score:
    """Counts over (dialogue with "turns", "spans" and "negatives"; hidden (start, end, type) by turn)."""
    total = Score()
    for dialogue, hidden in pairs:
        _add(total, dialogue, hidden)
    return total


def _add(total: Score, dialogue: Dialogue, hidden: Hidden) -> None:
    texts = [turn["text"] for turn in dialogue["turns"]]
    covered = [_places(hidden.get(index, ())) for index in range(len(texts))]
    caught = [(span["type"], _is_caught(texts, covered, span)) for span in dialogue["spans"]]
    for kind, whole in caught:
        total.spans[kind] += 1
        total.caught[kind] += whole
    for group, kinds in GROUPS.items():
        wanted = [whole for kind, whole in caught if kinds is None or kind in kinds]
        total.dialogues[group] += bool(wanted)
        total.leak_free[group] += bool(wanted) and all(wanted)
    for negative in dialogue.get("negatives", ()):
        total.lookalikes += 1
        total.lookalikes_hit += any(place in covered[negative["turn"]] for place in _letters(texts, negative))
    for index, text in enumerate(texts):
        _add_turn(total, text, [span for span in dialogue["spans"] if span["turn"] == index], covered[index])


def _add_turn(total: Score, text: str, spans: Sequence[Dialogue], covered: Mapping[int, str]) -> None:
    marked = {place for span in spans for place in range(span["start"], span["end"])}
    free = _gaps(spans) - marked
    for place, char in enumerate(text):
        if not char.isalnum() or place in free:
            continue
        if place in covered:
            total.predicted[covered[place]] += 1
            total.right[covered[place]] += place in marked
        if place not in marked:
            total.other += 1
            total.other_hit += place in covered


def _gaps(spans: Sequence[Dialogue]) -> set[int]:
    ordered = sorted(spans, key=lambda span: int(span["start"]))
    return {
        place
        for left, right in itertools.pairwise(ordered)
        if left["type"] == right["type"] and right["start"] - left["end"] <= _GAP
        for place in range(left["end"], right["start"])
    }


def _places(found: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    places: dict[int, str] = {}
    for start, end, kind in found:
        for place in range(start, end):
            places.setdefault(place, kind)
    return places


def _is_caught(texts: Sequence[str], covered: Sequence[Mapping[int, str]], span: Dialogue) -> bool:
    return all(place in covered[span["turn"]] for place in _letters(texts, span))


def _letters(texts: Sequence[str], span: Dialogue) -> list[int]:
    text = texts[span["turn"]]
    return [place for place in range(span["start"], span["end"]) if text[place].isalnum()]
