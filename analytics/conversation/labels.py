"""Labels of a dimension: the default sets, and how an account's own become cues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from analytics.conversation.cues import FLAG_NAMES, CueSet, Events

INTENT, OUTCOME = "intent", "outcome"
DIMENSIONS = (INTENT, OUTCOME)
OTHER = "other"
NO_CONVERSATION = "no_conversation"


@dataclass(frozen=True, slots=True)
class Label:
    """One answer: key, display name, what it means, example sentences, and word patterns (see phrases.py)."""

    key: str
    name: str
    description: str
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one dimension, with the events that decide an outcome."""

    dimension: str
    labels: tuple[Label, ...]
    events: Events | None = None

    def cue_set(self) -> CueSet:
        """The cues of all labels; for an intent the only event used is that success was announced."""
        kept = FLAG_NAMES if self.dimension == OUTCOME else ("success announced",)
        patterns = {label.key: label.cues for label in self.labels if label.cues}
        return CueSet(patterns, self.events, self.dimension == OUTCOME, kept)


def default_labels(dimension: str) -> LabelSet:
    """The label set Ringtrace starts with; `dimension` is intent or outcome."""
    text = files(__package__).joinpath("defaults", f"{dimension}.json").read_text(encoding="utf-8")
    return label_set_from_json(json.loads(text))


def label_set_from_json(data: Mapping[str, object]) -> LabelSet:
    """Read a label set stored as JSON values; raises KeyError or TypeError when it is not one."""
    rows, events = data["labels"], data.get("events")
    if not isinstance(rows, list):
        raise TypeError("labels must be a list")
    labels = tuple(
        Label(
            row["key"],
            row["name"],
            row["description"],
            tuple(row.get("examples", ())),
            tuple(row.get("cues", ())),
        )
        for row in rows
    )
    return LabelSet(str(data["dimension"]), labels, Events(**events) if isinstance(events, dict) else None)
