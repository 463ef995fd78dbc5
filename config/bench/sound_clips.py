"""Calls in which somebody reads out a number, with the exact times at which each digit sounds.

Digits of one voice, joined with pauses of 0.15 to 0.6 s, on the caller's channel; the agent's question before and
closing sentence after them on the other. Kinds: A a card number alone, B inside speech of the demo recordings, C after
a sentence that announces it, D three to six digits (security code, one-time code, last four), E ten to twelve digits
that are no payment (telephone, account), inside speech.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from calls.simulator.library import recordings
from calls.transcription.audio import Audio, load
from compliance.redaction.numbers import find_runs
from compliance.redaction.tokens import lex
from config.bench.digits import RATE, Samples, Voice, voices

SEED = 11
CLIPS = 60
SHARES = {"A": 10, "B": 16, "C": 10, "D": 16, "E": 8}
CARD_KINDS = "ABC"
PAUSE_SECONDS = (0.15, 0.6)
NOISE_DB = -58.0
CROSSTALK_DB = -40.0
GAIN_DB = (-8.0, 3.0)
_QUESTIONS = {"D": ("ask-cvv", "ask-code", "ask-ssn"), "E": ("ask-phone", "ask-account")}
_LENGTHS = {"ask-card": (16, 16, 16, 15), "ask-cvv": (3, 3, 4), "ask-code": (4, 5, 6), "ask-ssn": (4,)}
_LEADS = {"ask-card": "card", "ask-phone": "phone"}

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A call with one number: (start, end) of every digit, and of all other speech as (channel, start, end)."""

    kind: str
    voice: str
    audio: Audio
    digits: tuple[Place, ...]
    speech: tuple[tuple[int, float, float], ...]

    @property
    def payment(self) -> bool:
        """Whether the number is of a card."""
        return self.kind in CARD_KINDS


def make_clips(count: int = CLIPS, seed: int = SEED) -> Iterator[Clip]:
    """`count` clips of all kinds in turn; the same seed gives the same clips."""
    random = np.random.default_rng(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    order = random.permutation(len(kinds))
    callers = [voice for voice in voices().values() if voice.digits[0]]
    for number in range(count):
        yield _clip(kinds[order[number % len(kinds)]], callers[number % len(callers)], random)


class _Line:
    """Two channels that fill up."""

    def __init__(self) -> None:
        self.parts: list[tuple[int, float, Samples]] = []
        self.clock = 0.5

    def say(self, channel: int, sound: Samples, rest: float) -> Place:
        """The sound at the present time, and silence after it."""
        start = self.clock
        self.parts.append((channel, start, sound))
        self.clock += len(sound) / RATE + rest
        return start, start + len(sound) / RATE

    def samples(self, random: np.random.Generator) -> Samples:
        """All of it with crosstalk and line noise."""
        clean = np.zeros((int((self.clock + 0.5) * RATE), 2), np.float32)
        for channel, start, sound in self.parts:
            begin = int(start * RATE)
            clean[begin : begin + len(sound), channel] += sound
        line = clean + clean[:, ::-1] * np.float32(10 ** (CROSSTALK_DB / 20))
        noisy: Samples = (line + random.normal(0.0, 10 ** (NOISE_DB / 20), line.shape)).astype(np.float32)
        return noisy


def _clip(kind: str, voice: Voice, random: np.random.Generator) -> Clip:
    agent, line = voices()["agent"].sentences, _Line()
    question = str(random.choice(_QUESTIONS.get(kind, ("ask-card",))))
    gain = np.float32(10 ** (random.uniform(*GAIN_DB) / 20))
    speech = [(1, *line.say(1, agent[question], random.uniform(0.4, 1.0)))]
    before = _before(kind, voice, question, random)
    speech += [(0, *line.say(0, gain * sound, random.uniform(0.2, 0.5))) for sound in before]
    digits = [
        line.say(0, gain * _digit(voice, random), random.uniform(*PAUSE_SECONDS))
        for _ in range(int(random.choice(_LENGTHS.get(question, (10, 11, 12)))))
    ]
    if kind in "BE":
        speech.append((0, *line.say(0, gain * _carrier(random), random.uniform(0.3, 0.6))))
    speech.append((1, *line.say(1, agent["close"], 0.0)))
    return Clip(kind, voice.name, Audio(line.samples(random), RATE), tuple(digits), tuple(speech))


def _before(kind: str, voice: Voice, question: str, random: np.random.Generator) -> Sequence[Samples]:
    if kind == "C" or (kind == "D" and random.random() < 0.5):
        return [voice.sentences[_LEADS.get(question, "code")]]
    return [_carrier(random)] if kind in "BE" else []


def _digit(voice: Voice, random: np.random.Generator) -> Samples:
    takes = voice.digits[random.integers(10)]
    return takes[random.integers(len(takes))]


def _carrier(random: np.random.Generator) -> Samples:
    found = _carriers()
    return found[random.integers(len(found))]


@cache
def _carriers() -> tuple[Samples, ...]:
    """Callers' turns of the demo recordings that hold no number and no personal data."""
    found: list[NDArray[np.float32]] = []
    for call in recordings():
        marked = {item.turn for item in call.pii}
        if call.channels != 2 or call.language != "en":
            continue
        audio = load(call.audio_path)
        for index, turn in enumerate(call.turns):
            plain = index not in marked and not find_runs(lex(turn.text))
            if turn.speaker == "caller" and plain and 1.0 < turn.end - turn.start < 7.0:
                found.append(audio.samples[int(turn.start * RATE) : int(turn.end * RATE), 0])
    return tuple(found)
