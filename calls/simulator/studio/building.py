"""From a script to its recording and its truth."""

import json
import zlib
from pathlib import Path

import numpy as np
import soundfile

from calls.simulator.library import RECORDINGS
from calls.simulator.studio.mixing import LINE_RATE, Spoken, mix
from calls.simulator.studio.voices import VOICES, seed, speak

COMPRESSION = 0.93  # about 23 kbit/s a channel


def scripts() -> list[str]:
    """The ids of all scripts."""
    return sorted(p.stem for p in RECORDINGS.glob("*.json") if not p.name.endswith(".truth.json"))


def build(name: str) -> Path:
    """Speak one script into `ID.opus` and `ID.truth.json`; the same script gives the same call."""
    script = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
    number = zlib.crc32(name.encode())
    seed(number % 2**31)
    turns = [Spoken(turn["speaker"], speak(turn["text"], VOICES[turn["voice"]])) for turn in script["turns"]]
    recording = mix(turns, script["channels"], np.random.default_rng(number))
    sound = RECORDINGS / f"{name}.opus"
    soundfile.write(
        sound, recording.samples, LINE_RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    )
    rows = [{"start": start, "end": end} for start, end in recording.times]
    truth = {"duration": round(len(recording.samples) / LINE_RATE, 2), "turns": rows}
    (RECORDINGS / f"{name}.truth.json").write_text(json.dumps(truth) + "\n", "utf-8")
    return sound
