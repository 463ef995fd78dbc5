"""The last four digits of a card."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


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

    def fits(self, run: Run) -> bool:
        return len(run.digits) == 4
