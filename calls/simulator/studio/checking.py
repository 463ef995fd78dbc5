"""Whether the default recogniser understands a recording: word error rate and digits against the script."""

import re
from pathlib import Path

from whisper.normalizers import EnglishTextNormalizer

from calls.simulator.library import ScriptedCall, recordings
from calls.transcription.audio import load
from calls.transcription.backends.faster_whisper import FasterWhisperBackend
from calls.transcription.scoring import word_errors

HIGHEST_ERROR_RATE = 0.15
SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def check(ids: list[str], var: Path) -> bool:
    """Prints one line per recording; true when all are understood."""
    backend = FasterWhisperBackend("whisper-base", var)
    good = True
    for call in recordings():
        if not ids or call.id in ids:
            good &= _check(call, backend)
    return good


def normal(text: str) -> str:
    """Lower case, numbers as digits, every digit a word: "four two" and "42" count as equal."""
    return re.sub(r"(\d)", r" \1 ", EnglishTextNormalizer()(text.replace("-", " ")))


def _check(call: ScriptedCall, backend: FasterWhisperBackend) -> bool:
    raw = backend.transcribe(load(call.audio_path))
    wrong, words, heard_digits = 0, 0, ""
    for speaker in sorted({turn.speaker for turn in raw.turns}):
        said = " ".join(t.text for t in call.turns if speaker in (t.speaker, "unknown"))
        heard = " ".join(t.text for t in raw.turns if t.speaker == speaker)
        errors, length = word_errors(normal(said), normal(heard))
        wrong, words = wrong + errors, words + length
        heard_digits += "/" + _digits(heard)
    numbers = [_digits(call.said(item)) for item in call.pii]
    lost = [number for number in numbers if number and number not in heard_digits]
    rate = wrong / max(1, words)
    print(f"{call.id:24}{call.duration:6.1f} s  WER {rate:6.1%}  lost digits: {', '.join(lost) or 'none'}")
    return rate < HIGHEST_ERROR_RATE


def _digits(text: str) -> str:
    """Digits as written, and small spoken numbers ("oh" apart) as people read them out: "twenty four" is 24."""
    found = previous = ""
    for token in re.findall(r"[a-z]+|\d", text.lower()):
        if token.isdigit():
            found += token
        elif token in SMALL:
            tens = previous in TENS and SMALL.index(token) in range(1, 10)
            found = (found[:-1] if tens else found) + str(SMALL.index(token))
        elif token in TENS:
            found += str(10 * (TENS.index(token) + 2))
        previous = token
    return found
