"""The last four digits of a card."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer

_FOUR = 4


class CardLast4Recognizer(RunRecognizer):
    """The last four digits of a card."""

    entity = "CARD_LAST4"
    cues = (
        r"(?:last|next|lost|final) (?:four|4|for)(?: digits| numbers)?(?: of (?:the|your|"
        r"my) (?:\w+ )?(?:card|cart|visa|amex|mastercard))?",
        r"(?:ending|ends|end) (?:in|with)",
        r"which card is on file",
        r"card (?:that is |that's )?on file",
    )

    def rate_expected(self, run: Run) -> float:
        """More than four digits are no last four, whatever was asked."""
        return super().rate_expected(run) if len(run.digits) <= _FOUR and not run.letters else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.digits) == 4
