"""Stretches that are hidden whole: what the carrier marked as a payment, and windows in which the recogniser was unsure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from compliance.redaction.dialogue import Spoken, Word
from compliance.redaction.found import Found
from compliance.redaction.script import Script
from compliance.redaction.sound.confidence import unsure
from compliance.redaction.span import PaymentWindow, Segment


def close_unsure(windows: Sequence[PaymentWindow], turns: Sequence[Spoken]) -> tuple[PaymentWindow, ...]:
    """The windows, closed where the recogniser was unsure of its digits: what it wrote may not be what was said."""
    return tuple(replace(window, closed=True) if unsure(turns, window) else window for window in windows)


def of_segments(segments: Sequence[Segment], turns: Sequence[Spoken]) -> tuple[PaymentWindow, ...]:
    """A closed window for every segment in which anything was said."""
    windows = []
    for segment in segments:
        inside = [
            index for index, turn in enumerate(turns) if any(_overlaps(word, segment) for word in turn.words)
        ]
        if inside:
            windows.append(
                PaymentWindow(
                    inside[0],
                    inside[-1],
                    segment.start,
                    segment.end,
                    segment.reason,
                    watched=inside[-1],
                    closed=True,
                )
            )
    return tuple(windows)


def withhold_segments(
    script: Script, segments: Sequence[Segment], turns: Sequence[Spoken]
) -> Iterator[Found]:
    """Every word that was said, at least partly, inside a segment, by whomever."""
    for segment in segments:
        for line, turn in zip(script.lines, turns, strict=True):
            words = [word for word in turn.words if _overlaps(word, segment)]
            if words:
                yield Found(
                    line.begin + words[0].begin, line.begin + words[-1].stop, "PAYMENT", 1.0, "PaymentSegment"
                )


def _overlaps(word: Word, segment: Segment) -> bool:
    if word.start is None or word.end is None:
        return False
    return word.start < segment.end and word.end > segment.start
