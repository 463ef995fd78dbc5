"""The last four digits of a social security number."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer

_FOUR = 4


class SsnLast4Recognizer(RunRecognizer):
    """The last four digits of a social security number."""

    entity = "SSN_LAST4"
    cues = (
        r"(?:last|next|lost|final) (?:four|4|for)(?: digits| numbers)? of (?:the|your|my|his|"
        r"her) (?:social|ssn|s s n)(?: security)?(?: number)?",
        r"social(?: security)?(?: number)?(?: is)?(?: still)? (?:ending|ends) (?:in|with)",
    )

    def rate_expected(self, run: Run) -> float:
        """More than four digits are no last four, whatever was asked."""
        return super().rate_expected(run) if len(run.digits) <= _FOUR and not run.letters else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.digits) == 4
