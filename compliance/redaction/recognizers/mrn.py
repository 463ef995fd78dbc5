"""Medical record numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class MrnRecognizer(RunRecognizer):
    """Medical record numbers."""

    entity = "MRN"
    lettered = True
    cues = (
        r"\bm ?r ?n\b",
        r"(?:medical|patient|hospital|chart) (?:record )?(?:number|id|no\b)",
        r"medical record",
    )

    def fits(self, run: Run) -> bool:
        return len(run.digits) >= 5
