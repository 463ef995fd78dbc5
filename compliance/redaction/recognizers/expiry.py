"""Expiry dates of cards."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.redaction.dates import find_dates
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer


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
        for line in call.script.lines:
            for date in find_dates(line):
                if self.entity in call.script.topics_at(date.begin):
                    yield Finding(date.begin, date.stop, 0.92)

    def fits(self, run: Run) -> bool:
        return 3 <= len(run.digits) <= 6
