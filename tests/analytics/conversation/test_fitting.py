from functools import lru_cache

import numpy as np
import pytest

from analytics.conversation.cues import CueSet
from analytics.conversation.features import read_turns
from analytics.conversation.fitting import Example, FitSettings, Training, TrainingError, fit
from analytics.conversation.model import ReadCall
from tests.analytics.dialogues import call

WORDS = {
    "heat": ("furnace", "boiler", "radiator"),
    "cold": ("fridge", "freezer", "cooler"),
    "bill": ("owe", "pay"),
}


def example(label: str, number: int) -> Example:
    word = WORDS[label][number % len(WORDS[label])]
    turns = call("a: hello how can i help", f"c: my {word} number {number} please", "a: goodbye")
    return Example(f"{label}-{number}", read_turns(turns), label)


def examples(count: int, labels: tuple[str, ...] = ("heat", "cold", "bill")) -> list[Example]:
    return [example(label, number) for label in labels for number in range(count)]


@lru_cache(maxsize=1)
def trained() -> Training:
    return fit(examples(40), "intent", CueSet({"bill": ("caller: pay|owe",)}))


def test_an_easy_set_is_learnt_and_measured_out_of_fold() -> None:
    report = trained().report
    assert (report.calls, report.accuracy, report.macro_f1) == (120, 1.0, 1.0)
    assert report.interval[0] == pytest.approx(0.969, abs=1e-3)
    assert [(row.label, row.calls, row.state) for row in report.by_label] == [
        ("bill", 40, "growing"),
        ("cold", 40, "growing"),
        ("heat", 40, "growing"),
    ]
    assert [point.per_label for point in report.curve] == [8, 16]


def test_the_model_knows_unseen_calls() -> None:
    model = trained().model
    found = model.probabilities(ReadCall.of(read_turns(call("a: hello", "c: the freezer is out", "a: ok"))))
    assert model.labels[int(found.argmax())] == "cold"
    assert float(found.sum()) == pytest.approx(1.0)


def test_the_turn_that_decided_contributes_most() -> None:
    model = trained().model
    read = ReadCall.of(read_turns(call("a: hello how can i help", "c: i want to pay", "a: goodbye")))
    weighed = model.weigh(read)
    contributions = model.turn_contributions(weighed, "bill", model.feature_gains(weighed, "bill"))
    assert int(contributions.argmax()) == 1


def test_noise_labels_are_never_answered_automatically() -> None:
    chance = np.random.default_rng(0)
    mixed = [
        Example(item.name, item.turns, str(chance.choice(["x", "y"])))
        for item in examples(30, ("heat", "cold"))
    ]
    training = fit(mixed, "intent", CueSet())
    assert training.model.threshold is None
    assert training.report.answered == 0.0
    assert training.report.precision is None


def test_equal_calls_are_measured_together() -> None:
    turns = read_turns(call("a: hello", "c: the very same words", "a: bye"))
    copies = [Example(f"{n}", turns, "heat" if n % 2 else "cold") for n in range(20)]
    others = [Example(f"o{n}", example("bill", n).turns, "cold" if n % 2 else "heat") for n in range(20)]
    assert fit([*copies, *others], "intent", CueSet(), FitSettings(curve=False)).report.accuracy < 0.8


def test_same_input_gives_the_same_model() -> None:
    again = fit(examples(40), "intent", CueSet({"bill": ("caller: pay|owe",)})).model
    assert again.coefficients.tobytes() == trained().model.coefficients.tobytes()
    assert (again.temperature, again.threshold) == (trained().model.temperature, trained().model.threshold)


def test_two_labels_make_a_model_of_two_columns() -> None:
    model = fit(examples(12, ("heat", "bill")), "outcome", CueSet(), FitSettings(curve=False)).model
    assert model.coefficients.shape[1] == 2
    assert model.labels == ("bill", "heat")


def test_rare_labels_are_left_out_and_named() -> None:
    few = [*examples(10, ("heat", "cold")), *examples(4, ("bill",))]
    training = fit(few, "intent", CueSet(), FitSettings(curve=False))
    assert training.model.labels == ("cold", "heat")
    assert training.report.left_out == ("bill",)


@pytest.mark.parametrize("count", [0, 7])
def test_too_few_calls_are_refused(count: int) -> None:
    with pytest.raises(TrainingError, match="at least 2 labels with 8 calls each"):
        fit(examples(count), "intent", CueSet())


def test_one_label_is_refused_with_what_was_found() -> None:
    with pytest.raises(TrainingError, match=r"found: heat 20"):
        fit(examples(20, ("heat",)), "intent", CueSet())


def test_training_can_be_cancelled() -> None:
    def cancel(step: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(examples(10), "intent", CueSet(), progress=cancel)


def test_pruning_keeps_the_strongest_features() -> None:
    model = fit(examples(20), "intent", CueSet(), FitSettings(most_features=12, curve=False)).model
    assert len(model.vocabulary.names) == 12
    found = model.probabilities(ReadCall.of(read_turns(call("c: my boiler please"))))
    assert model.labels[int(found.argmax())] == "heat"


def test_doubtful_labels_are_pointed_out() -> None:
    wrong = Example("mistake", example("heat", 3).turns, "cold")
    report = fit([*examples(15), wrong], "intent", CueSet(), FitSettings(curve=False)).report
    assert report.suspects[0][:2] in {("mistake", "cold"), ("heat-3", "heat")}
    assert any("look again: call" in line for line in report.lines())
