"""Sound in sensitive places that no word explains: digits the recogniser never wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from compliance.redaction.dialogue import Spoken, Word
from compliance.redaction.sound.intervals import WORD_TYPES, hidden_stretches, window_bounds
from compliance.redaction.sound.muting import Mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.span import Redaction, Span

Interval = tuple[float, float]

# A word explains what sounds within this reach of it, and no longer than a slow speaker takes for its letters: over
# digits that are not written the alignment stretches the next word, mostly backwards.
REACH_SECONDS = 0.3
SHORTEST_WORD_SECONDS = 0.4
LETTER_SECONDS = 0.08
DIGIT_SECONDS = 0.4
# Over a telephone little more than the vowel of a digit stands out.
SHORTEST_SECONDS = 0.06
EDGE_SECONDS = 0.15
# Unexplained sounds that follow a hidden number, or each other, at this distance belong to it.
LONGEST_REST = 2.0


def unexplained(sound: CallSound, redaction: Redaction, turns: Sequence[Spoken]) -> list[Mute]:
    """Silence for what sounds in payment windows, and before and after hidden numbers, and is no readable word.

    Raises RedactionError when a window or a hidden span has no times.
    """
    windows = [window_bounds(window, sound) for window in redaction.windows]
    numbers = [item for item in hidden_stretches(redaction, turns) if item.type not in WORD_TYPES]
    if not windows and not numbers:
        return []
    words = _readable(redaction, turns)
    found: list[Mute] = []
    for channel, name in enumerate(sound.speakers):
        explained = sorted(
            _explained(word) for who in words if name in (who, "unknown") for word in words[who]
        )
        free = list(_free(sound, channel, explained))
        parts = list(_inside(free, windows))
        for number in numbers:
            if channel in sound.channels_of(number.speaker):
                parts += _beside(free, (number.start, number.end), explained)
        found += [Mute(name, start - EDGE_SECONDS, end + EDGE_SECONDS) for start, end in parts]
    return found


def _readable(redaction: Redaction, turns: Sequence[Spoken]) -> dict[str, list[Word]]:
    """The words that stay readable, by speaker."""
    hidden: dict[int, list[Span]] = defaultdict(list)
    for span in redaction.spans:
        hidden[span.turn].append(span)
    words: dict[str, list[Word]] = defaultdict(list)
    for index, turn in enumerate(turns):
        for word in turn.words:
            covered = any(span.begin < word.stop and span.stop > word.begin for span in hidden[index])
            if not covered and word.start is not None and any(char.isalnum() for char in word.text):
                words[turn.speaker].append(word)
    return words


def _explained(word: Word) -> Interval:
    start, end = word.start or 0.0, word.end or 0.0
    letters = (DIGIT_SECONDS if char.isdigit() else LETTER_SECONDS for char in word.text)
    longest = SHORTEST_WORD_SECONDS + sum(letters)
    return max(start, end - longest) - REACH_SECONDS, end + REACH_SECONDS


def _free(sound: CallSound, channel: int, explained: Iterable[Interval]) -> Iterator[Interval]:
    """What sounds on a channel outside the `explained` intervals, sorted by their start."""
    start = 0.0
    for begin, stop in [*explained, (sound.duration, sound.duration)]:
        if begin > start:
            for first, last in sound.stretches(channel, start, min(begin, sound.duration)):
                if last - first >= SHORTEST_SECONDS:
                    yield first, last
        start = max(start, stop)


def _inside(free: Iterable[Interval], windows: Sequence[Interval]) -> Iterator[Interval]:
    for start, end in free:
        for first, last in windows:
            if start < last and end > first:
                yield max(start, first), min(end, last)


def _beside(free: Sequence[Interval], number: Interval, explained: Sequence[Interval]) -> Iterator[Interval]:
    """The sounds that lead up to a number and away from it, as far as no readable word lies between."""
    first, last = number
    for start, end in free:
        if end > first:
            if start - last > LONGEST_REST or _between(explained, last, start):
                break
            yield start, end
            last = max(last, end)
    for start, end in reversed(free):
        if end <= first:
            if first - end > LONGEST_REST or _between(explained, end, first):
                break
            yield start, end
            first = start


def _between(explained: Iterable[Interval], start: float, end: float) -> bool:
    """Whether a readable word is said between two times."""
    return any(begin + REACH_SECONDS >= start and stop - REACH_SECONDS <= end for begin, stop in explained)
