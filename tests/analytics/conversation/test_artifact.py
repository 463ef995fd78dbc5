import json
import os
from pathlib import Path

import numpy as np
import pytest

from analytics.conversation.artifact import ArtifactError, load_model, save_model
from analytics.conversation.features import read_turns
from analytics.conversation.fitting import Example, FitSettings, fit
from analytics.conversation.labels import OUTCOME, default_labels
from analytics.conversation.model import LightModel, ReadCall
from tests.analytics.dialogues import BOOKED, DECLINED, SOLD


@pytest.fixture(scope="module")
def model() -> LightModel:
    calls = {"appointment_booked": BOOKED, "no_sale": DECLINED, "sale_made": SOLD}
    rows = [
        Example(f"{label}{n}", read_turns(turns[n % 2 :]), label, group=n)
        for label, turns in calls.items()
        for n in range(10)
    ]
    return fit(rows, "outcome", default_labels(OUTCOME).cue_set(), FitSettings(curve=False)).model


def test_a_stored_model_gives_the_same_probabilities(model: LightModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "v1")
    stored = load_model(tmp_path / "v1")
    for turns in (BOOKED, DECLINED, SOLD):
        read = ReadCall.of(read_turns(turns))
        assert np.allclose(stored.probabilities(read), model.probabilities(read), atol=2e-3)
    assert stored.labels == model.labels
    assert stored.block.cues == model.block.cues
    assert stored.metrics == json.loads(json.dumps(model.metrics))


def test_the_same_model_is_the_same_bytes(model: LightModel, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_model(model, tmp_path / name)
    for file in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_saving_again_replaces_the_version_without_leftovers(model: LightModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "v1")
    save_model(model, tmp_path / "v1")
    assert os.listdir(tmp_path) == ["v1"]


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"nothing: there is no model \(model.json is missing\)"):
        load_model(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.json", b"{"),
        ("model.json", b"[]"),
        ("model.json", b'{"format": 99}'),
        ("model.json", b'{"format": 1}'),
        ("arrays.npz", b"not a zip"),
        ("arrays.npz", b""),
    ],
)
def test_a_broken_model_is_refused(model: LightModel, tmp_path: Path, file: str, content: bytes) -> None:
    save_model(model, tmp_path / "v1")
    (tmp_path / "v1" / file).write_bytes(content)
    with pytest.raises(ArtifactError, match="v1"):
        load_model(tmp_path / "v1")


def test_pickled_arrays_are_refused(model: LightModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "v1")
    with np.load(tmp_path / "v1" / "arrays.npz") as stored:
        arrays = dict(stored)
    arrays["idf"] = np.array([object()], dtype=object)
    np.savez(tmp_path / "v1" / "arrays.npz", **arrays)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_model(tmp_path / "v1")


def test_arrays_of_another_model_are_refused(model: LightModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "v1")
    meta = json.loads((tmp_path / "v1" / "model.json").read_text())
    meta["labels"] = meta["labels"][:2]
    (tmp_path / "v1" / "model.json").write_text(json.dumps(meta))
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_model(tmp_path / "v1")
