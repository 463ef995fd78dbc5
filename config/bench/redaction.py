"""Redaction of spoken dialogues, ours and stock Presidio's, on the same text in one run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.policy import Policy
from compliance.redaction.services import VERSION
from config.bench.leaks import GROUPS, Dialogue, Hidden, Score, score
from config.bench.spoken.generate import dialogues

SEED, COUNT = 77, 400
MEASURED = Path("compliance/redaction/measured.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """One system on one set: its score and how fast it was."""

    system: str
    dialogues: int
    score: Score
    words: int
    seconds: float

    @property
    def pace(self) -> float:
        """Words a second."""
        return self.words / self.seconds


def read(path: Path) -> list[Dialogue]:
    """Marked dialogues, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def generated(seed: int = SEED, count: int = COUNT) -> list[Dialogue]:
    """Dialogues that the rules were not written on."""
    return list(dialogues(seed, count))


def measure_redaction(marked: Sequence[Dialogue]) -> tuple[Measured, Measured]:
    """Ours with health words hidden, and Presidio as it comes, in batches of a call's turns."""
    words = sum(len(turn["text"].split()) for dialogue in marked for turn in dialogue["turns"])
    ours, our_seconds = _ours(marked)
    stock, stock_seconds = _stock(marked)
    return (
        Measured("ours", len(marked), score(zip(marked, ours, strict=True)), words, our_seconds),
        Measured("Presidio", len(marked), score(zip(marked, stock, strict=True)), words, stock_seconds),
    )


def _ours(marked: Sequence[Dialogue]) -> tuple[list[Hidden], float]:
    engine, policy = RedactionEngine(), Policy(health=True)
    engine.redact([RawTurn.from_text("agent", "Hello, this is Jane.")], policy)
    found: list[Hidden] = []
    began = time.perf_counter()
    for dialogue in marked:
        turns = [RawTurn.from_text(turn["speaker"], turn["text"]) for turn in dialogue["turns"]]
        hidden: dict[int, list[tuple[int, int, str]]] = {}
        for span in engine.redact(turns, policy).spans:
            hidden.setdefault(span.turn, []).append((span.begin, span.stop, span.type))
        found.append(hidden)
    return found, time.perf_counter() - began


def _stock(marked: Sequence[Dialogue]) -> tuple[list[Hidden], float]:
    """In a process of its own: Presidio finds recognizers by the name of their class, and ours have some of the same."""
    lines = "".join(json.dumps([turn["text"] for turn in dialogue["turns"]]) + "\n" for dialogue in marked)
    run = subprocess.run(
        [sys.executable, "-m", "config.bench.stock_presidio"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(run.stdout)
    found: list[Hidden] = [
        {index: [(start, stop, kind) for start, stop, kind in ones] for index, ones in enumerate(turns)}
        for turns in answer["found"]
    ]
    return found, float(answer["seconds"])


def record(path: Path, name: str, ours: Measured, stock: Measured) -> None:
    """Writes the figures that the proof page shows, with date and version of the rules."""
    document = {
        "version": VERSION,
        "date": datetime.now(UTC).date().isoformat(),
        "set": name,
        "dialogues": ours.dialogues,
        "words_per_second": round(ours.pace),
        **_figures(ours.score),
        "stock": {"words_per_second": round(stock.pace), **_figures(stock.score)},
    }
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")


def _figures(one: Score) -> dict[str, Any]:
    return {
        "leak_free": {group: round(one.share(group), 4) for group in GROUPS},
        "types": {
            kind: {
                "spans": one.spans[kind],
                "recall": round(one.recall(kind), 4),
                "precision": round(one.precision(kind), 4) if one.predicted[kind] else None,
            }
            for kind in sorted(one.spans)
        },
        "lookalikes": round(one.lookalikes_share, 4),
        "other": round(one.other_share, 4),
    }
