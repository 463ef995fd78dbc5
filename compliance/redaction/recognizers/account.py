"""Account, policy, order, claim, member and confirmation numbers."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class AccountRecognizer(RunRecognizer):
    """Account, policy, order, claim, member and confirmation numbers."""

    entity = "ACCOUNT_ID"
    lettered = True
    cues = (
        r"\b(?:account|policy|order|claim|member(?:ship)?|confirmation|reference|tracking|case|"
        r"ticket|invoice|customer|booking|reservation|contract|group|subscriber|work order|"
        r"loan|meter)(?:'s)? (?:number|numbers|code|id|i d|no\\.?|#)",
        r"\b(?:account|policy|claim|order) (?:is|number)\b|\bconfirmation\b(?! (?:email|text|to|by))",
        r"\bid (?:number|on)\b",
        r"\b(?:member|my|your|badge|employee|student|user|claimant|patron|customer|login|agent) id\b",
        r"\b(?:bar ?code|key ?tag|fob|badge|loyalty|rewards|frequent flyer|mileage plan)\b(?: number)?",
        r"\b(?:record )?locator\b|\bpnr\b",
    )

    def rate_unprompted(self, run: Run) -> float:
        """A mix of letters and digits: nobody spells a quantity."""
        return 0.45 if run.digits and len(run.letters) >= 2 and len(run.value) >= 5 else 0.0

    def fits(self, run: Run) -> bool:
        return len(run.value) >= 5
