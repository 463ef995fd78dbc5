"""Models on disk as arrays and JSON; nothing in a model folder can run code when it is read."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analytics.conversation.cues import CueSet, Events
from analytics.conversation.model import CueBlock, LightModel
from analytics.conversation.vocabulary import Vocabulary

FORMAT = 1
_TEXT, _ARRAYS = "model.json", "arrays.npz"
_LARGEST = 200_000_000


class ArtifactError(ValueError):
    """A folder that holds no usable model; the message names the folder and the fault."""


def save_model(model: LightModel, folder: Path) -> None:
    """Write the model as a whole: a complete folder takes the place of an older one, or nothing changes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (fresh / _TEXT).write_text(_text(model), encoding="utf-8")
        with (fresh / _ARRAYS).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **_arrays(model))
        fresh.chmod(0o755)
        if folder.exists():
            old = fresh.with_name(fresh.name + ".old")
            folder.rename(old)
            fresh.rename(folder)
            shutil.rmtree(old)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def load_model(folder: Path) -> LightModel:
    """Read a model written by `save_model`; raises ArtifactError."""
    try:
        meta = json.loads((folder / _TEXT).read_text(encoding="utf-8"))
        if meta["format"] != FORMAT:
            raise ArtifactError(f"{folder}: model format {meta['format']} is not supported")
        return _build(meta, _read_arrays(folder / _ARRAYS))
    except ArtifactError:
        raise
    except FileNotFoundError as error:
        raise ArtifactError(
            f"{folder}: there is no model ({Path(str(error.filename)).name} is missing)"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{folder}: the model cannot be read ({type(error).__name__})") from error


def _text(model: LightModel) -> str:
    meta = {
        "format": FORMAT,
        "dimension": model.dimension,
        "labels": model.labels,
        "cues": model.block.cues.to_json(),
        "cue_weight": model.block.weight,
        "temperature": round(model.temperature, 6),
        "threshold": None if model.threshold is None else round(model.threshold, 6),
        "metrics": model.metrics,
    }
    return json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _arrays(model: LightModel) -> dict[str, npt.NDArray[np.generic]]:
    names = "\n".join(model.vocabulary.names).encode()
    return {
        "names": np.frombuffer(names, dtype=np.uint8),
        "idf": model.vocabulary.idf.astype(np.float16),
        "coefficients": model.coefficients.astype(np.float16),
        "intercept": model.intercept.astype(np.float32),
        "cue_mean": model.block.mean.astype(np.float32),
    }


def _read_arrays(path: Path) -> dict[str, npt.NDArray[np.float64]]:
    if os.path.getsize(path) > _LARGEST:
        raise ArtifactError(f"{path}: larger than a model can be")
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _build(meta: Mapping[str, object], arrays: Mapping[str, npt.NDArray[np.float64]]) -> LightModel:
    names = tuple(arrays["names"].astype(np.uint8).tobytes().decode().split("\n"))
    vocabulary = Vocabulary(names, arrays["idf"].astype(np.float64))
    labels, metrics = meta["labels"], meta["metrics"]
    if not isinstance(labels, list) or not isinstance(metrics, dict):
        raise TypeError("labels or metrics")
    cues = _cues(meta["cues"])
    coefficients = arrays["coefficients"].astype(np.float64)
    if coefficients.shape != (len(names) + len(cues.names), len(labels)) or len(vocabulary.idf) != len(names):
        raise ValueError("shapes")
    block = CueBlock(cues, arrays["cue_mean"].astype(np.float64), _number(meta["cue_weight"]))
    threshold = meta["threshold"]
    return LightModel(
        str(meta["dimension"]),
        tuple(str(label) for label in labels),
        vocabulary,
        block,
        coefficients,
        arrays["intercept"].astype(np.float64),
        _number(meta["temperature"]),
        None if threshold is None else _number(threshold),
        metrics,
    )


def _cues(data: object) -> CueSet:
    if not isinstance(data, dict):
        raise TypeError("cues")
    labels = {str(label): tuple(patterns) for label, *patterns in data["labels"]}
    events = Events(**data["events"]) if data["events"] else None
    return CueSet(labels, events, bool(data["late_only"]), tuple(data["events_kept"]))


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError("number")
    return float(value)
