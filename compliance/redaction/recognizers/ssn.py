"""Social security numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class SsnRecognizer(RunRecognizer):
    """Social security numbers."""

    entity = "SSN"
    minimum = 2
    cues = (
        r"\bsocial\b(?! media)(?:'s)?(?: security)?(?: number)?",
        r"\bs ?s ?n\b",
        r"tax(?:payer)? id\b",
        r"\bitin\b",
    )

    def rate_unprompted(self, run: Run) -> float:
        """Nine digits that nobody asked for are most often this."""
        return 0.5 if len(run.digits) == 9 and not run.letters else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.digits) == 9
