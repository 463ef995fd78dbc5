"""Bank routing numbers."""

from __future__ import annotations

from compliance.redaction.checks import passes_aba
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class BankRoutingRecognizer(RunRecognizer):
    """Bank routing numbers."""

    entity = "BANK_ROUTING"
    cues = (
        r"\brout(?:ing|e)(?: and transit)?(?: number)?\b",
        r"\brooting number",
        r"\baba\b(?: number)?",
        r"\bsort code",
        r"bottom of (?:the|your|my) che(?:ck|que)",
    )

    def fits(self, run: Run) -> bool:
        return passes_aba(run.digits)
