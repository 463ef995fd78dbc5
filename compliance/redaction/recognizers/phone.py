"""Telephone numbers, whole or in parts."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class PhoneRecognizer(RunRecognizer):
    """Telephone numbers, whole or in parts."""

    entity = "PHONE"
    cues = (
        r"\b(?:tele|cell|mobile |work |home )?phone\b(?: number)?",
        r"\b(?:cell|mobile|landline)\b(?: number| is)?",
        r"call ?-?back number",
        r"area code",
        r"(?:number|best way) (?:to )?(?:reach|call|contact|text) ",
        r"(?:call|reach|text|dial|ring) (?:you|me|him|her|us|them)(?: back)?(?: (?:on|at|under))?",
        r"(?:best|good|contact|callback|other) number",
        r"(?:number|rest) (?:again )?after\b",
        r"rest of the number",
        r"is the \w+(?: \w+){0,4} number still",
        r"\bmy number(?: is|'s)",
    )

    def rate_unprompted(self, run: Run) -> float:
        """Seven, ten or eleven digits."""
        return 0.5 if len(run.digits) in (7, 10, 11) and len(run.letters) <= (len(run.digits) >= 10) else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.digits) in (3, 4, 7, 10, 11)
