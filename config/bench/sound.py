"""How much of spoken numbers is silenced in recordings, what it costs, and what two recognisers still hear.

Takes the clips of `sound_clips` through the product's own steps: transcribe, redact, silence, listen again. Four partial
runs tell what each measure adds; in these the caller's channel is not silenced whole while a card is paid with, as the
product does.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from calls.transcription import services
from calls.transcription.backend import RawTranscript, speakers
from calls.transcription.silencing import listener, silence
from compliance.redaction.policy import Policy
from compliance.redaction.services import engine
from compliance.redaction.sound.intervals import finished, mute_intervals
from compliance.redaction.sound.muting import BOTH, Mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.sound.second import heard_besides
from compliance.redaction.sound.spoken import kept_numbers, numbers
from compliance.redaction.sound.tones import find_entries
from compliance.redaction.sound.unexplained import unexplained
from compliance.redaction.sound.verification import IN_STRICT, places, verify
from config.bench.sound_clips import CARD_KINDS, CLIPS, SEED, Clip, make_clips

MEASURES = ("padding", "+ second model", "+ energy", "+ verification", "the product")
GROUPS = {"cards": CARD_KINDS, "short": "D", "other": "E"}
# A clip counts as silenced when no more than this of a digit's sound is left.
TOLERANCE_SECONDS = 0.005
_TICKS = 1000  # a second


@dataclass(slots=True)
class Share:
    """Of one group of clips: seconds of digit sound and how much of it is silent, clips and how many wholly."""

    sound: float = 0.0
    silent: float = 0.0
    clips: int = 0
    whole: int = 0

    @property
    def muted(self) -> float:
        """The share of digit sound that is silent."""
        return self.silent / self.sound if self.sound else 1.0


@dataclass(slots=True)
class Silence:
    """What one measure brings: by group, and seconds of other speech that are lost."""

    groups: dict[str, Share] = field(default_factory=lambda: {name: Share() for name in GROUPS})
    lost: float = 0.0
    speech: float = 0.0

    @property
    def lost_per_number(self) -> float:
        """Seconds of other speech lost with each number."""
        return self.lost / max(1, sum(share.clips for share in self.groups.values()))


@dataclass(slots=True)
class SoundFigures:
    """The result: per measure its silence, seconds of work per pass, and what was found by hearing again.

    `heard` counts the clips of cards and short numbers in which each model, hearing all of what is kept as if it were
    new, still finds three digits in a row; `heard_elsewhere` those of other numbers.
    """

    clips: int = 0
    seconds: float = 0.0
    measures: dict[str, Silence] = field(default_factory=lambda: {name: Silence() for name in MEASURES})
    work: dict[str, float] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    heard_elsewhere: dict[str, int] = field(default_factory=dict)
    extended: int = 0
    closed: int = 0

    def cost(self, step: str) -> float:
        """Work of a pass as a share of transcription."""
        return self.work.get(step, 0.0) / self.work["transcription"]


def measure_sound(
    count: int = CLIPS, seed: int = SEED, progress: Callable[[int], object] = lambda _: None
) -> SoundFigures:
    """Runs `count` clips; calls `progress` with 1 after each. Raises what transcription and redaction raise."""
    figures = SoundFigures()
    engine().load()
    for backend in services.listeners():
        figures.heard[backend.model] = figures.heard_elsewhere[backend.model] = 0
        backend.transcribe(next(make_clips(1)).audio)  # loads the model before the clock starts
    for clip in make_clips(count, seed):
        _measure(clip, figures)
        figures.clips += 1
        figures.seconds += clip.audio.duration
        progress(1)
    return figures


def _measure(clip: Clip, figures: SoundFigures) -> None:
    began = time.perf_counter()
    raw = services.transcribe(clip.audio)
    _spend(figures, "transcription", began)
    _measure_parts(clip, raw, figures)
    began = time.perf_counter()
    safe = silence(clip.audio, raw, Policy())
    _spend(figures, "all of redaction", began)
    figures.extended += safe.checked.extended
    figures.closed += safe.checked.closed
    _count(clip, safe.mutes, figures.measures["the product"])
    for backend in services.listeners():
        counts = figures.heard_elsewhere if clip.kind in GROUPS["other"] else figures.heard
        turns = backend.transcribe(safe.audio).turns
        counts[backend.model] += any(number.count >= IN_STRICT for number in numbers(turns))


def _measure_parts(clip: Clip, raw: RawTranscript, figures: SoundFigures) -> None:
    """Each measure on top of the ones before, without silencing whole payment windows."""
    sound = CallSound(clip.audio.samples, clip.audio.rate, speakers(clip.audio.channels))
    began = time.perf_counter()
    redaction = engine().redact(raw.turns, Policy())
    began = _spend(figures, "words", began)
    kept = kept_numbers(redaction, raw.turns)
    mutes = mute_intervals(replace(redaction, windows=()), raw.turns, sound)
    mutes += [Mute(BOTH, entry.start, entry.end) for entry in find_entries(sound)]
    began = _spend(figures, "padding and tones", began)
    _count(clip, mutes, figures.measures["padding"])
    found = places(redaction, raw.turns, sound)
    if second := services.second():
        mutes += heard_besides(sound, found, kept, listener(second, clip.audio.rate))
    began = _spend(figures, "second model", began)
    _count(clip, mutes, figures.measures["+ second model"])
    mutes += unexplained(sound, redaction, raw.turns)
    mutes = finished(mutes, sound)
    began = _spend(figures, "energy", began)
    _count(clip, mutes, figures.measures["+ energy"])
    hearing = [listener(backend, clip.audio.rate) for backend in services.listeners()]
    checked = verify(sound, mutes, found, kept, hearing)
    _spend(figures, "verification", began)
    _count(clip, checked.mutes, figures.measures["+ verification"])


def _spend(figures: SoundFigures, step: str, began: float) -> float:
    now = time.perf_counter()
    figures.work[step] = figures.work.get(step, 0.0) + now - began
    return time.perf_counter()


def _count(clip: Clip, mutes: Sequence[Mute], silence_: Silence) -> None:
    ticks = round(clip.audio.duration * _TICKS) + 1
    names = speakers(clip.audio.channels)
    silent = [
        _ticks([(m.start, m.end) for m in mutes if m.channel_speaker in (BOTH, name)], ticks)
        for name in names
    ]
    digits = _ticks(clip.digits, ticks)
    share = next(silence_.groups[name] for name, kinds in GROUPS.items() if clip.kind in kinds)
    share.sound += digits.sum() / _TICKS
    share.silent += (digits & silent[0]).sum() / _TICKS
    share.clips += 1
    share.whole += bool((digits & ~silent[0]).sum() <= TOLERANCE_SECONDS * _TICKS)
    for channel in range(len(names)):
        speech = _ticks([(start, end) for where, start, end in clip.speech if where == channel], ticks)
        silence_.speech += speech.sum() / _TICKS
        silence_.lost += (speech & silent[channel]).sum() / _TICKS


def _ticks(places_: Iterable[tuple[float, float]], length: int) -> NDArray[np.bool_]:
    found = np.zeros(length, np.bool_)
    for start, end in places_:
        found[round(start * _TICKS) : round(end * _TICKS)] = True
    return found
