"""Passport numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class PassportRecognizer(RunRecognizer):
    """Passport numbers."""

    entity = "PASSPORT"
    lettered = True
    cues = (
        r"\bpassport\b(?: number)?",
        r"\b(?:travel document|visa number|green card|alien number|known traveler)\b",
    )

    def fits(self, run: Run) -> bool:
        return 6 <= len(run.value) <= 12
