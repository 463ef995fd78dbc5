"""Driver's license numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class DriverLicenseRecognizer(RunRecognizer):
    """Driver's license numbers."""

    entity = "DRIVER_LICENSE"
    lettered = True
    cues = (
        r"driv(?:er|ers|er's|ing) licen[sc]e(?: number)?",
        r"licen[sc]e number",
        r"state id\b",
    )

    def fits(self, run: Run) -> bool:
        return len(run.value) >= 6
