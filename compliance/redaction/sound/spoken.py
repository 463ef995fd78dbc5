"""The numbers in what was heard, with the time each was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Spoken
from compliance.redaction.numbers import find_runs
from compliance.redaction.span import Redaction
from compliance.redaction.tokens import lex

# Digits said with longer pauses are not counted as one number.
LONGEST_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """`count` digits that `speaker` said between two seconds, none of them named here."""

    speaker: str
    start: float
    end: float
    count: int

    def overlaps(self, start: float, end: float) -> bool:
        """Whether any of it was said between two times."""
        return self.start < end and self.end > start


def numbers(turns: Sequence[Spoken]) -> list[SpokenNumber]:
    """Every number that does not count something ("12 miles"), digits of one speaker close to each other as one."""
    found: list[SpokenNumber] = []
    last: dict[str, int] = {}
    for _, number in sorted(_runs(turns), key=lambda pair: pair[1].start):
        before = found[last[number.speaker]] if number.speaker in last else None
        if before and number.start - before.end <= LONGEST_PAUSE:
            count = before.count + number.count
            end = max(before.end, number.end)
            found[last[number.speaker]] = SpokenNumber(number.speaker, before.start, end, count)
        else:
            last[number.speaker] = len(found)
            found.append(number)
    return found


def kept_numbers(redaction: Redaction, turns: Sequence[Spoken]) -> list[SpokenNumber]:
    """The numbers of the raw `turns` that stay readable."""
    spans = [(span.turn, span.begin, span.stop) for span in redaction.spans]
    return [
        number
        for (index, begin, stop), number in _runs(turns, counted=True)
        if not any(index == turn and begin < last and stop > first for turn, first, last in spans)
    ]


def _runs(
    turns: Sequence[Spoken], *, counted: bool = False
) -> Iterator[tuple[tuple[int, int, int], SpokenNumber]]:
    for index, turn in enumerate(turns):
        for run in find_runs(lex(turn.text)):
            words = [word for word in turn.words if word.begin < run.stop and word.stop > run.begin]
            starts = [word.start for word in words if word.start is not None]
            ends = [word.end for word in words if word.end is not None]
            if run.digits and starts and ends and (counted or not run.counted):
                number = SpokenNumber(turn.speaker, min(starts), max(ends), len(run.digits))
                yield (index, run.begin, run.stop), number
