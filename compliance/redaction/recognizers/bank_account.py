"""Bank account numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class BankAccountRecognizer(RunRecognizer):
    """Bank account numbers."""

    entity = "BANK_ACCOUNT"
    cues = (
        r"(?:checking|savings?|bank|deposit) (?:account|acct)(?: number)?",
        r"account number next to",
        r"\band the account (?:number|is)\b",
        r"\bdirect deposit",
    )

    def fits(self, run: Run) -> bool:
        return 6 <= len(run.digits) <= 17
