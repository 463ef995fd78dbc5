"""How a call was shared out between talk and silence, from the times at which each party speaks.

All times are seconds from the start of the recording. agent + caller - overtalk + silence = duration.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Turn

Segment = tuple[float, float]

_WORD_GAP = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: an overlap that interrupts, a silence that is dead air, a pause within a monologue."""

    interruption: float = 0.5
    dead_air: float = 5.0
    pause: float = 2.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Speech measures of one call. None: cannot be told (no speakers, or a denominator of zero).

    silence_unheld leaves out hold and music. agent_percent is agent talk / duration, talk_ratio is agent
    talk / (agent + caller talk), overtalk_percent is overtalk / time anyone speaks; all three are 0..1.
    """

    duration: float
    silence: float
    silence_unheld: float
    dead_air: float
    dead_air_count: int
    agent: float | None = None
    caller: float | None = None
    overtalk: float | None = None
    agent_percent: float | None = None
    talk_ratio: float | None = None
    overtalk_percent: float | None = None
    interruptions_by_agent: int | None = None
    interruptions_by_caller: int | None = None
    longest_monologue_agent: float | None = None
    longest_monologue_caller: float | None = None


def measure_speech(
    agent: Iterable[Segment],
    caller: Iterable[Segment],
    duration: float,
    held: Iterable[Segment] = (),
    limits: Limits | None = None,
) -> Measures:
    """Measure a call with separate speakers; `held` are stretches of hold, music and menus."""
    rules = limits or Limits()
    ours, theirs = unite(agent, duration), unite(caller, duration)
    spoken = unite([*ours, *theirs], duration)
    talk_a, talk_c, speech = _total(ours), _total(theirs), _total(spoken)
    overtalk = _total(intersect(ours, theirs))
    base = _measure_silence(spoken, unite(held, duration), duration, rules)
    return Measures(
        duration,
        *base,
        agent=talk_a,
        caller=talk_c,
        overtalk=overtalk,
        agent_percent=talk_a / duration if duration else None,
        talk_ratio=talk_a / (talk_a + talk_c) if talk_a + talk_c else None,
        overtalk_percent=overtalk / speech if speech else None,
        interruptions_by_agent=_interruptions(ours, theirs, rules),
        interruptions_by_caller=_interruptions(theirs, ours, rules),
        longest_monologue_agent=_monologue(ours, theirs, rules),
        longest_monologue_caller=_monologue(theirs, ours, rules),
    )


def measure_turns(
    turns: Sequence[Turn], duration: float, held: Iterable[Segment] = (), limits: Limits | None = None
) -> Measures:
    """Measure a transcript by its word times; with a turn of unknown speaker only the silences are known."""
    if any(turn.speaker not in ("agent", "caller") for turn in turns):
        rules = limits or Limits()
        spoken = speech_segments(turns, duration)
        return Measures(duration, *_measure_silence(spoken, unite(held, duration), duration, rules))
    agent = speech_segments([turn for turn in turns if turn.speaker == "agent"], duration)
    caller = speech_segments([turn for turn in turns if turn.speaker == "caller"], duration)
    return measure_speech(agent, caller, duration, held, limits)


def speech_segments(turns: Iterable[Turn], duration: float) -> list[Segment]:
    """Stretches of speech: timed words less than half a second apart belong together."""
    words = [
        (word.start, word.end + _WORD_GAP)
        for turn in turns
        for word in turn.words
        if word.start is not None and word.end is not None
    ]
    return [(start, end - _WORD_GAP) for start, end in unite(words, duration + _WORD_GAP)]


def unite(segments: Iterable[Segment], duration: float) -> list[Segment]:
    """Union in time order, cut to 0..duration; empty and backward segments are dropped."""
    result: list[Segment] = []
    for start, end in sorted((max(0.0, start), min(duration, end)) for start, end in segments):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def intersect(first: Sequence[Segment], second: Sequence[Segment]) -> list[Segment]:
    """Where both of two united lists have speech."""
    result: list[Segment] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            result.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return result


def _total(segments: Iterable[Segment]) -> float:
    return sum(end - start for start, end in segments)


def _gaps(segments: Sequence[Segment], duration: float) -> list[Segment]:
    starts = [0.0, *(end for _, end in segments)]
    ends = [*(start for start, _ in segments), duration]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _measure_silence(
    spoken: Sequence[Segment], held: Sequence[Segment], duration: float, rules: Limits
) -> tuple[float, float, float, int]:
    silence = _gaps(spoken, duration)
    unheld = _gaps(unite([*spoken, *held], duration), duration)
    dead = [end - start for start, end in unheld if end - start >= rules.dead_air]
    return _total(silence), _total(unheld), sum(dead), len(dead)


def _interruptions(party: Sequence[Segment], other: Sequence[Segment], rules: Limits) -> int:
    """Times the party starts while the other speaks and both go on for the limit."""
    count = 0
    for start, end in party:
        for began, ended in other:
            if began < start < ended and min(end, ended) - start >= rules.interruption:
                count += 1
    return count


def _monologue(party: Sequence[Segment], other: Sequence[Segment], rules: Limits) -> float:
    """Longest stretch of one party over its own short pauses in which the other stays silent."""
    longest, begun = 0.0, 0.0
    for number, (start, end) in enumerate(party):
        pause = (party[number - 1][1], start) if number else (0.0, 0.0)
        joined = number and pause[1] - pause[0] <= rules.pause and not intersect([pause], other)
        begun = begun if joined else start
        longest = max(longest, end - begun)
    return longest
