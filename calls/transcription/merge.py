"""From the words of each channel to turns: who said what, in which order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import RawTurn

TURN_GAP_SECONDS = 1.0
PHRASE_GAP_SECONDS = 0.35


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A recognised word; `start` and `end` in seconds from the start of the recording."""

    text: str
    start: float
    end: float
    probability: float


Phrase = list[TimedWord]


def turns(channels: Sequence[tuple[str, Sequence[TimedWord]]]) -> tuple[RawTurn, ...]:
    """Merge (speaker, words in order of time) of every channel into turns in order of time.

    A turn is one speaker's uninterrupted stretch, cut at about a second of silence. People talk over each
    other, so whole phrases (words without a pause) are ordered, not single words.
    """
    ordered = sorted(
        (phrase[0].start, index, phrase)
        for index, (_, words) in enumerate(channels)
        for phrase in _phrases(words)
    )
    merged: list[tuple[int, Phrase]] = []
    for start, index, phrase in ordered:
        if merged and merged[-1][0] == index and start - merged[-1][1][-1].end < TURN_GAP_SECONDS:
            merged[-1][1].extend(phrase)
        else:
            merged.append((index, list(phrase)))
    return tuple(
        RawTurn.from_words(channels[index][0], ((w.text, w.start, w.end, w.probability) for w in words))
        for index, words in merged
    )


def _phrases(words: Sequence[TimedWord]) -> Iterator[Phrase]:
    phrase: Phrase = []
    for word in words:
        if phrase and word.start - phrase[-1].end >= PHRASE_GAP_SECONDS:
            yield phrase
            phrase = []
        phrase.append(word)
    if phrase:
        yield phrase
