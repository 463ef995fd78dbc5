"""Dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.dates import DatePhrase, find_dates
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer

_PAST_YEAR = re.compile(
    r"\b19\d\d\b|\b20[01]\d\b|nineteen [a-z]+(?:[ -][a-z]+)?$|two thousand|"
    r"(?:first|second|third|th),? (?:[3-9]\d|(?:thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -][a-z]+)?)$",
    re.IGNORECASE,
)


class DobRecognizer(RunRecognizer):
    """Any date where a birthday is expected; elsewhere only full dates of the last century."""

    entity = "DOB"
    minimum = 2
    cues = (
        r"date of birth|birth ?dates?|birth ?days?|\bd ?o ?b\b",
        r"\bborn\b(?: on| in)?",
        r"year of birth",
    )

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield number runs and date phrases."""
        yield from super().find(call)
        for line in call.script.lines:
            for date in find_dates(line):
                score = self._rate_date(call, date)
                if score:
                    yield Finding(date.begin, date.stop, score)

    def fits(self, run: Run) -> bool:
        return 4 <= len(run.digits) <= 8

    def _rate_date(self, call: CallArtifacts, date: DatePhrase) -> float:
        if self.entity in call.script.topics_at(date.begin):
            return 0.95
        text = call.script.text[date.begin : date.stop]
        return 0.5 if date.complete and _PAST_YEAR.search(text) else 0.0
