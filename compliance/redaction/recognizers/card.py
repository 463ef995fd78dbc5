"""Payment card numbers, whole or in parts."""

from __future__ import annotations

from compliance.redaction.checks import passes_luhn
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class CardRecognizer(RunRecognizer):
    """Payment card numbers, whole or in parts."""

    entity = "CARD_NUMBER"
    minimum = 2
    cues = (
        r"(?:credit|debit|payment|new|repeat that|what) card\b(?! is on file)",
        r"(?:card|cart|car|count|guard) numbers?\b",
        r"(?<!insurance )(?<!member )(?<!membership )(?<!id )(?<!gift )(?<!business )(?<!sim "
        r")(?<!report )(?<!which )\bcard\b(?! is on file)",
        r"\b(?:visa|master ?card|american express|amex|discover)\b",
        r"(?:number|digits) on the front",
        r"(?:sixteen|16|fifteen|15)[- ]digits?",
        r"which card is it",
    )

    def rate_unprompted(self, run: Run) -> float:
        """Card-length runs are cards even when nobody asked."""
        if not 12 <= len(run.digits) <= 20 or len(run.letters) > 2:
            return 0.0
        return 0.95 if passes_luhn(run.digits) else 0.7

    def fits(self, run: Run) -> bool:
        return passes_luhn(run.digits) or 13 <= len(run.digits) <= 19
