"""National identity, insurance and tax numbers other than the American one."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class NationalIdRecognizer(RunRecognizer):
    """National identity, insurance and tax numbers other than the American one."""

    entity = "NATIONAL_ID"
    lettered = True
    cues = (
        r"national insurance(?: number)?|\bn ?i number\b|\bnino\b",
        r"social insurance(?: number)?|\bs ?i ?n\b(?: number)?|tax file number|\bt ?f ?n\b|\bp ?p ?s\b(?: number)?",
        r"national i ?d\b|identity (?:card|number)|\bcurp\b|\brfc\b|\bd ?n ?i\b|\bn ?i ?e\b|\bb ?s ?n\b",
        r"\baadhaar\b|medicare number|\bn ?h ?s number",
    )

    def fits(self, run: Run) -> bool:
        return 6 <= len(run.value) <= 12
