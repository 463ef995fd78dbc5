"""Spoken digits and sentences of several voices at 8 kHz, with the exact times of what sounds in them.

Made by `python -m config.bench.digits.studio` from synthetic voices; nobody's recording is in here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

FOLDER = Path(__file__).parent
RATE = 8_000

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One voice: `digits[d]` are the takes of digit d, `sentences` its sentences by name; trimmed to what sounds."""

    name: str
    digits: tuple[tuple[Samples, ...], ...]
    sentences: dict[str, Samples]


@cache
def voices() -> dict[str, Voice]:
    """Every voice by name, in order of the name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.json"))}


def _read(path: Path) -> Voice:
    samples, rate = soundfile.read(path.with_suffix(".opus"), dtype="float32")
    if rate != RATE:
        raise ValueError(f"{path.stem}.opus has {rate} Hz, not {RATE}")
    clips: dict[str, list[Samples]] = {}
    for name, start, end in json.loads(path.read_text("utf-8"))["clips"]:
        clips.setdefault(name, []).append(samples[round(start * RATE) : round(end * RATE)])
    digits = tuple(tuple(clips.get(str(digit), ())) for digit in range(10))
    return Voice(path.stem, digits, {name: takes[0] for name, takes in clips.items() if not name.isdigit()})
