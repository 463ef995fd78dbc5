"""Expiry dates of cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction import lexicon
from compliance.redaction.dates import INNER, find_dates
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer
from compliance.redaction.tokens import Kind, is_ordinal

# "good until eleven, no sorry, ten twenty-nine"
_TOLD = re.compile(r"\b(?:good|valid) (?:until|till?|through|thru|to) ", re.IGNORECASE)
_YEAR = (
    r"(?:20)?(?:2[5-9]|3\d)\b|"
    r"(?:twenty )?(?:twenty[ -](?:five|six|seven|eight|nine)|thirty(?:[ -](?:one|two|three|four|five))?)\b"
)
_MONTH = r"(?:0?[1-9]|1[0-2]|(?:oh )?(?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve)"
# "four of twenty-seven", "5 over 27": a month and a year to come.
_SHAPE = re.compile(rf"\b{_MONTH} (?:of|over|slash) (?:{_YEAR})", re.IGNORECASE)
_LONGEST = 12


def _date_until(line: Line, begin: int) -> int:
    """Where the numbers and months after `begin` end; ordinals belong to other dates."""
    stop = begin
    for token in line.after(begin)[:_LONGEST]:
        zero = token.kind is Kind.WEAK and token.value == "0"
        if token.kind in (Kind.DIGITS, Kind.TENS) or zero or token.word in lexicon.MONTHS:
            stop = token.stop
        elif is_ordinal(token.word):
            return begin
        elif token.word not in INNER:
            break
    return stop


class ExpiryRecognizer(RunRecognizer):
    """Any date or short number where an expiry date is expected."""

    entity = "CARD_EXPIRY"
    minimum = 2
    cues = (
        r"\bexp(?:iry|ires?|iration|loration|ired|iring)?\b(?: date| month| code)?",
        r"(?:good|valid) (?:through|thru|until)",
        r"month and (?:the )?year",
        r"\bdate on (?:it|there|that|the|your)\b(?: card| front)?",
    )

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield number runs and date phrases."""
        yield from super().find(call)
        text = call.script.text
        for match in _TOLD.finditer(text):
            line = call.script.line_at(match.start())
            stop = _date_until(line, match.end())
            if stop > match.end():
                yield Finding(match.end(), stop, 0.92)
        for match in _SHAPE.finditer(text):
            yield Finding(match.start(), match.end(), 0.65)
        for line in call.script.lines:
            for date in find_dates(line):
                if self.entity in call.script.topics_at(date.begin):
                    yield Finding(date.begin, date.stop, 0.92)

    def fits(self, run: Run) -> bool:
        return 3 <= len(run.digits) <= 6
