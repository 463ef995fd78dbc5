"""Vehicle identification numbers and plates."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class VehicleRecognizer(RunRecognizer):
    """Vehicle identification numbers and plates."""

    entity = "VEHICLE_ID"
    lettered = True
    cues = (
        r"\bvin\b(?: number)?",
        r"\bv i n\b",
        r"vehicle identification(?: number)?",
        r"(?:licen[sc]e )?plates?\b(?: number)?",
        r"\btag number",
        r"registration (?:number|plate)",
    )

    def rate_unprompted(self, run: Run) -> float:
        """Seventeen letters and digits."""
        return 0.8 if len(run.value) == 17 and len(run.letters) >= 3 and len(run.digits) >= 3 else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.value) == 17 or 5 <= len(run.value) <= 8
