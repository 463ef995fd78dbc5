"""From made-up calls to the packaged default models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from analytics.conversation.artifact import save_model
from analytics.conversation.corpus.noise import Noise
from analytics.conversation.corpus.scenes import Director, ScriptedCall
from analytics.conversation.features import SpokenTurn, read_turns, tokenise
from analytics.conversation.fitting import Example, FitSettings, fit
from analytics.conversation.labels import DIMENSIONS, INTENT, default_labels
from compliance.redaction.dialogue import Turn

PACKAGED = Path(__file__).parent.parent / "defaults"
SEED = 20
CALLS_EACH = 300
_RATES = (0.0, 0.0, 0.06, 0.06, 0.15)
_MONO = 0.12
_SETTINGS = FitSettings(min_df=4, most_features=25000, curve=False)


def scripted_calls(each: int = CALLS_EACH, seed: int = SEED) -> list[ScriptedCall]:
    """The training calls, the same for the same arguments."""
    return list(Director(Random(seed)).calls(each))


def heard_calls(calls: Sequence[ScriptedCall], seed: int = SEED) -> list[list[SpokenTurn]]:
    """The calls as a recogniser returns them: some clean, most with word errors, some without speakers."""
    chance = Random(seed)
    noise = Noise(
        token for call in calls for _, text in call.lines for token in tokenise(text) if token[0] != "["
    )
    heard = []
    for call in calls:
        rate, mono = chance.choice(_RATES), chance.random() < _MONO
        turns = [
            Turn("unknown" if mono else speaker, noise.degrade(text, rate, chance) if rate else text, ())
            for speaker, text in call.lines
        ]
        heard.append(read_turns(turns))
    return heard


def train_defaults(folder: Path = PACKAGED, each: int = CALLS_EACH) -> Iterator[str]:
    """Train both dimensions, write `<folder>/<dimension>` and yield the lines of the out-of-fold reports."""
    calls = scripted_calls(each)
    heard = heard_calls(calls)
    for dimension in DIMENSIONS:
        examples = [
            Example(call.name, turns, label, fold=call.fold)
            for call, turns in zip(calls, heard, strict=True)
            if (label := call.intent if dimension == INTENT else call.outcome) is not None
        ]
        trained = fit(examples, dimension, default_labels(dimension).cue_set(), _SETTINGS)
        save_model(trained.model, folder / dimension)
        yield f"== {dimension}: temperature {trained.model.temperature:.3f}"
        yield from trained.report.lines()


def show_calls(count: int) -> Iterator[str]:
    """A few made-up calls, evenly spread, to read."""
    calls = scripted_calls(40)
    for call in calls[:: max(1, len(calls) // count)]:
        yield f"== {call.name} intent {call.intent} outcome {call.outcome}"
        yield from (f"{speaker}: {text}" for speaker, text in call.lines)
