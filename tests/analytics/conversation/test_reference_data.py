"""Quality on the development conversations, which are not part of the repository."""

import gzip
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from analytics.conversation.features import read_turns
from analytics.conversation.fitting import Example, FitSettings, fit
from analytics.conversation.labels import default_labels
from analytics.conversation.model import ReadCall
from analytics.conversation.records import cues_for
from compliance.redaction.dialogue import Turn

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="development data is not there"),
]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("dimension", "accuracy", "macro"), [("outcome", 0.862, 0.844), ("intent", 0.97, 0.967)]
)
def test_fifty_calls_a_label_reach_the_reference(dimension: str, accuracy: float, macro: float) -> None:
    asr, scorer = load("asr_noise"), load("score_classification")
    train, dev = read("conversations_train.jsonl.gz"), read("conversations_dev.jsonl.gz")
    noise = asr.Noise(word for row in train for turn in row["turns"] for word in asr.tokens(turn["text"]))

    def example(number: int, row: dict[str, Any]) -> Example:
        heard = noise.degrade_turns(row["turns"], seed=number)
        turns = read_turns([Turn(turn["speaker"], turn["text"], ()) for turn in heard])
        return Example(row["id"], turns, row[dimension])

    held_out = [example(1_000_000 + number, row) for number, row in enumerate(dev)]
    gold = {row["id"]: row[dimension] for row in dev}
    results = []
    for seed in range(3):
        chosen = [example(number, train[number]) for number in pick(train, dimension, seed)]
        model = fit(
            chosen, dimension, cues_for(chosen, default_labels(dimension)), FitSettings(curve=False)
        ).model
        predicted = {}
        for item in held_out:
            found = model.probabilities(ReadCall.of(item.turns))
            predicted[item.name] = (model.labels[int(found.argmax())], float(found.max()))
        results.append(scorer.score(gold, predicted))
    assert sum(result["accuracy"] for result in results) / 3 > accuracy - 0.02
    assert sum(result["macro_f1"] for result in results) / 3 > macro - 0.02


def pick(rows: list[dict[str, Any]], dimension: str, seed: int) -> list[int]:
    chance = random.Random(seed)
    by_label: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        by_label.setdefault(row[dimension], []).append(number)
    return sorted(
        number
        for label in sorted(by_label)
        for number in chance.sample(by_label[label], min(50, len(by_label[label])))
    )
