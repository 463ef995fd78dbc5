"""International bank account numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class IbanRecognizer(RunRecognizer):
    """International bank account numbers."""

    entity = "IBAN"
    lettered = True
    cues = (
        r"\bi ?ban\b",
        r"\beye ban\b",
        r"transfer abroad",
        r"\bswift\b(?: code)?",
        r"\bbic\b",
    )

    def rate_unprompted(self, run: Run) -> float:
        """A country code and a long number."""
        return 0.8 if len(run.letters) >= 2 and len(run.digits) >= 12 else 0.0

    def fits(self, run: Run) -> bool:
        return 15 <= len(run.value) <= 34
