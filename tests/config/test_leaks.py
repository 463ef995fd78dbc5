"""How redaction is scored, and that the figures shown are those of the rules shipped."""

import json
from typing import Any

import pytest

from compliance.redaction.services import VERSION
from config.bench.leaks import score
from config.bench.redaction import MEASURED, Measured, record

CALL: dict[str, Any] = {
    "turns": [
        {"speaker": "agent", "text": "Card?"},
        {"speaker": "caller", "text": "4111, 1111. It was $45 for Jane."},
    ],
    "spans": [
        {"turn": 1, "start": 0, "end": 4, "type": "CARD_NUMBER"},
        {"turn": 1, "start": 6, "end": 10, "type": "CARD_NUMBER"},
        {"turn": 1, "start": 27, "end": 31, "type": "NAME"},
    ],
    "negatives": [{"turn": 1, "start": 20, "end": 22, "kind": "price"}],
}


def test_whole_spans_are_caught() -> None:
    total = score([(CALL, {1: [(0, 10, "CARD_NUMBER"), (27, 31, "NAME")]})])
    assert (total.share("all"), total.share("pci"), total.lookalikes_share, total.other_share) == (
        1.0,
        1.0,
        0.0,
        0.0,
    )
    assert (total.recall("CARD_NUMBER"), total.precision("CARD_NUMBER")) == (1.0, 1.0)


def test_half_a_card_is_a_leak_and_a_price_is_a_loss() -> None:
    total = score([(CALL, {1: [(0, 9, "CARD_NUMBER"), (20, 22, "NAME"), (27, 31, "NAME")]})])
    assert (total.share("all"), total.share("pci"), total.share("critical")) == (0.0, 0.0, 0.0)
    assert (total.recall("CARD_NUMBER"), total.recall("NAME")) == (0.5, 1.0)
    assert total.precision("NAME") == pytest.approx(4 / 6)
    assert total.lookalikes_share == 1.0
    assert total.other_hit == 2


def test_a_dialogue_without_a_group_does_not_count_for_it() -> None:
    total = score([({"turns": [{"speaker": "agent", "text": "Hi"}], "spans": []}, {})])
    assert total.dialogues["all"] == 0


def test_the_figures_shown_are_those_of_the_rules_shipped(settings: Any) -> None:
    shown = json.loads((settings.BASE_DIR / MEASURED).read_text("utf-8"))
    assert shown["version"] == VERSION
    assert shown["dialogues"] == 400
    assert shown["leak_free"]["pci"] > shown["stock"]["leak_free"]["pci"]


def test_figures_are_kept_with_date_and_version(tmp_path: Any) -> None:
    one = Measured("ours", 1, score([(CALL, {1: [(0, 10, "CARD_NUMBER")]})]), words=9, seconds=3.0)
    record(tmp_path / "m.json", "a set", one, one)
    kept = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert (kept["set"], kept["dialogues"], kept["words_per_second"]) == ("a set", 1, 3)
    assert kept["leak_free"] == {"all": 0.0, "pci": 1.0, "critical": 1.0, "numeric": 1.0}
    assert kept["types"]["NAME"] == {"spans": 1, "recall": 0.0, "precision": None}
