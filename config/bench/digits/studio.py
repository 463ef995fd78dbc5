"""Speaks the digits and sentences of the sound benchmark; a tool for development, never used by the product.

`python -m config.bench.digits.studio` needs the extra `studio`, `espeak-ng` and `flite`. Three takes of every digit
and voice differ in pace and pitch; all go over a telephone line's band at 8 kHz.
"""

import io
import json
import subprocess
from collections.abc import Callable
from tempfile import NamedTemporaryFile

import numpy as np
import soundfile
from scipy.signal import butter, resample_poly, sosfiltfilt

from calls.simulator.studio import voices as studio
from calls.simulator.studio.mixing import BAND_HZ
from config.bench.digits import FOLDER, RATE, Samples

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TAKES = (0.92, 1.0, 1.12)
SPACE_SECONDS = 0.25
SOUNDING_DB = -34.0
LOUDNESS_DB = -22.0
SEED = 5
CALLER = {
    "card": "Sure, my card number is",
    "code": "Okay, the code is",
    "phone": "Yes, my number is",
}
AGENT = {
    "ask-card": "Can I have the card number, please?",
    "ask-cvv": "And the three digit security code on the back?",
    "ask-code": "Please read me the verification code we just sent you.",
    "ask-ssn": "What are the last four digits of your social security number?",
    "ask-phone": "What is the best phone number to reach you?",
    "ask-account": "Could you read me your account number?",
    "close": "Thank you. Your technician will arrive on Tuesday morning.",
}

Speaker = Callable[[str, float], tuple[Samples, int]]


def main() -> None:
    """Writes `VOICE.opus` and `VOICE.json` for every voice."""
    studio.seed(SEED)
    for name, speak in _voices().items():
        sentences = AGENT if name == "agent" else CALLER
        digits = [] if name == "agent" else [(str(d), WORDS[d], pace) for pace in TAKES for d in range(10)]
        wanted = [*digits, *((key, text, 1.0) for key, text in sentences.items())]
        size = _write(name, [(key, _on_the_line(*speak(text, pace))) for key, text, pace in wanted])
        print(f"{name}: {size / 1000:.0f} kB")


def _voices() -> dict[str, Speaker]:
    return {
        "agent": _joe(1.26),
        "awb": _flite("awb"),
        "espeak": _espeak,
        "joe": _joe(1.0),
        "joe-deep": _joe(0.88),
        "joe-high": _joe(1.3),
        "rms": _flite("rms"),
        "slt": _flite("slt"),
    }


def _joe(height: float) -> Speaker:
    return lambda text, pace: (studio.speak(_sentence(text), studio.Voice(height, pace)), studio.RATE)


def _flite(name: str) -> Speaker:
    def speak(text: str, pace: float) -> tuple[Samples, int]:
        with NamedTemporaryFile(suffix=".wav") as file:
            command = ["flite", "-voice", name, "--setf", f"duration_stretch={pace}", "-t", text, file.name]
            subprocess.run(command, check=True)
            samples, rate = soundfile.read(file.name, dtype="float32")
        return samples, int(rate)

    return speak


# Of espeak-ng's variants the one whose "five" and "zero" outlive the band of a telephone.
def _espeak(text: str, pace: float) -> tuple[Samples, int]:
    options = ["-v", "en-us+klatt4", "-s", str(round(140 / pace)), "-p", str(round(40 * pace)), "--stdout"]
    wav = subprocess.run(["espeak-ng", *options, text], check=True, capture_output=True).stdout
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    return samples, int(rate)


def _sentence(text: str) -> str:
    return text if text[-1] in ".?" else f"{text}."


def _on_the_line(samples: Samples, rate: int) -> Samples:
    divisor = int(np.gcd(rate, RATE))
    narrow = sosfiltfilt(butter(4, BAND_HZ, "bandpass", fs=rate, output="sos"), samples)
    sound = resample_poly(narrow, RATE // divisor, rate // divisor)
    loud = sound[np.abs(sound) > np.abs(sound).max() / 30]
    line: Samples = (sound * 10 ** (LOUDNESS_DB / 20) / np.sqrt(np.mean(np.square(loud)))).astype(np.float32)
    return line


def _write(name: str, clips: list[tuple[str, Samples]]) -> int:
    space = np.zeros(int(SPACE_SECONDS * RATE), np.float32)
    path = FOLDER / f"{name}.opus"
    sound = np.concatenate([space, *(part for _, clip in clips for part in (clip, space))])
    soundfile.write(path, sound, RATE, format="OGG", subtype="OPUS", compression_level=0.93)
    heard, _ = soundfile.read(path, dtype="float32")
    rows, begin = [], len(space)
    for key, clip in clips:
        first, last = _sounding(heard[begin : begin + len(clip)])
        rows.append([key, round((begin + first) / RATE, 4), round((begin + last) / RATE, 4)])
        begin += len(clip) + len(space)
    path.with_suffix(".json").write_text(json.dumps({"voice": name, "clips": rows}) + "\n", "utf-8")
    return path.stat().st_size


def _sounding(clip: Samples) -> tuple[int, int]:
    """First and last frame of the clip that is less than 34 dB below its loudest 10 ms."""
    power = np.convolve(np.square(clip), np.full(80, 1 / 80), "same")
    heard = np.flatnonzero(power > power.max() * 10 ** (SOUNDING_DB / 10))
    return int(heard[0]), int(heard[-1]) + 1


if __name__ == "__main__":
    main()
