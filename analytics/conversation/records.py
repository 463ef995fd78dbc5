"""Classified and labelled calls as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Sequence

from analytics.conversation.classifier import Verdict, Verdicts
from analytics.conversation.cues import CueSet
from analytics.conversation.evidence import Evidence
from analytics.conversation.features import read_turns
from analytics.conversation.fitting import Example
from analytics.conversation.labels import LabelSet
from analytics.conversation.sentiment import Sentiment
from compliance.redaction.jsonl import DialogueError, read_dialogues

_LONGEST_LABEL = 80


def verdict_record(name: str, verdicts: Verdicts) -> dict[str, object]:
    """The line of one call; evidence gives offsets into the text of the turn."""
    judged: tuple[tuple[str, Verdict | Sentiment], ...] = (
        ("intent", verdicts.intent),
        ("outcome", verdicts.outcome),
        ("sentiment", verdicts.sentiment),
    )
    record: dict[str, object] = {"id": name}
    for dimension, verdict in judged:
        record[dimension] = {"label": verdict.label, "p": verdict.p, "abstained": verdict.abstained}
    record["evidence"] = [
        _quote(dimension, item) for dimension, verdict in judged for item in verdict.evidence
    ]
    return record


def read_examples(lines: Sequence[str], dimension: str) -> list[Example]:
    """Labelled calls: dialogues with a text in the key named `dimension`; raises DialogueError.

    Calls with the same id are one call labelled again: the last label stands. An optional text or number in
    `caller_id` keeps calls of one caller together in measuring.
    """
    examples: dict[str, Example] = {}
    for dialogue in read_dialogues(lines):
        row = json.loads(lines[dialogue.number - 1])
        label, caller = row.get(dimension), row.get("caller_id")
        if not isinstance(label, str) or not label.strip() or len(label) > _LONGEST_LABEL:
            raise DialogueError(
                f"{dialogue.number}: {dimension}: must be a text of 1 to {_LONGEST_LABEL} characters"
            )
        if caller is not None and not isinstance(caller, str | int):
            raise DialogueError(f"{dialogue.number}: caller_id: must be a text or a number")
        examples[dialogue.id] = Example(dialogue.id, read_turns(dialogue.turns), label.strip(), caller)
    return list(examples.values())


def cues_for(examples: Sequence[Example], labels: LabelSet) -> CueSet:
    """The cues of a label set for the labels that occur in the examples; its events are always kept."""
    present = {example.label for example in examples}
    kept = tuple(label for label in labels.labels if label.key in present)
    return LabelSet(labels.dimension, kept, labels.events).cue_set()


def _quote(dimension: str, item: Evidence) -> dict[str, object]:
    return {
        "dimension": dimension,
        "turn": item.turn,
        "start": item.begin,
        "end": item.stop,
        "text": item.quote,
    }
