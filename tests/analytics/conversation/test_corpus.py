from pathlib import Path
from random import Random

import pytest

from analytics.conversation.artifact import load_model
from analytics.conversation.corpus.grammar import FOLDS, Grammar, read_sections
from analytics.conversation.corpus.noise import Noise
from analytics.conversation.corpus.scenes import OUTCOMES, SILENT
from analytics.conversation.corpus.training import PACKAGED, heard_calls, scripted_calls, train_defaults
from analytics.conversation.labels import default_labels


def test_every_beat_of_every_scene_can_be_said() -> None:
    grammar, chance = Grammar.load(), Random(1)
    beats = {
        beat.rstrip("?")
        for rows in read_sections("scenes.txt").values()
        for row in rows
        for beat in row.split()
    }
    for beat in sorted(beats - {"c.repeat"}):
        for fold in (None, *range(FOLDS)):
            text = grammar.say(beat, chance, fold)
            assert text
            assert not set("{}<>|") & set(text)


def test_folds_share_no_wording() -> None:
    beats = {"c.x": [f"line{n}" for n in range(20)]}
    grammar, chance = Grammar(beats, {}), Random(2)
    said = [{grammar.say("c.x", chance, fold) for _ in range(200)} for fold in range(FOLDS)]
    assert [len(lines) for lines in said] == [4] * FOLDS
    assert len(set.union(*said)) == 20


def test_alternatives_nest_and_slots_are_filled() -> None:
    grammar = Grammar({"a.x": ["{a {b|c}|d} <day> {|,} ok"]}, {"day": ["Monday"]})
    said = {grammar.say("a.x", Random(n)) for n in range(60)}
    assert said == {f"{head} Monday{mark} ok" for head in ("a b", "a c", "d") for mark in ("", ",")}


def test_all_default_labels_occur() -> None:
    calls = scripted_calls(10)
    assert {call.intent for call in calls} - {None} == {
        label.key for label in default_labels("intent").labels
    }
    assert {call.outcome for call in calls} == {label.key for label in default_labels("outcome").labels}
    assert all(call.intent is None for call in calls if call.outcome == SILENT)
    assert set(OUTCOMES) == {label.key for label in default_labels("intent").labels}


def test_the_same_seed_tells_the_same_calls() -> None:
    assert scripted_calls(5, seed=4) == scripted_calls(5, seed=4)
    assert scripted_calls(5, seed=4) != scripted_calls(5, seed=5)
    assert heard_calls(scripted_calls(3)) == heard_calls(scripted_calls(3))


def test_noise_makes_about_the_asked_errors_and_spares_placeholders() -> None:
    words = [f"{a}{b}t" for a in "bcdfglmnprst" for b in "aeiou"]
    text = " ".join(words * 20 + ["[CARD_1]"] * 50)
    heard = Noise(words).degrade(text, 0.15, Random(3)).split()
    assert heard.count("[card]") == 50
    foreign = sum(word not in words and word != "[card]" for word in heard)
    assert 0.02 < foreign / 1200 < 0.08
    assert Noise(words).degrade(text, 0.0, Random(3)) == text.lower().replace("_1", "")


def test_training_is_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert list(train_defaults(tmp_path / name, each=12))
    for dimension in ("intent", "outcome"):
        for file in ("model.json", "arrays.npz"):
            one, two = (tmp_path / name / dimension / file for name in ("one", "two"))
            assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("dimension", ["intent", "outcome"])
def test_the_packaged_model_is_small_and_carries_its_report(dimension: str) -> None:
    size = sum(path.stat().st_size for path in (PACKAGED / dimension).iterdir())
    assert size < 750_000
    model = load_model(PACKAGED / dimension)
    assert set(model.labels) == {label.key for label in default_labels(dimension).labels}
    assert dict(model.block.cues.labels) == dict(default_labels(dimension).cue_set().labels)
    assert model.threshold is not None
    accuracy = model.metrics["accuracy"]
    assert isinstance(accuracy, float)
    assert accuracy > 0.75
