"""One-time codes, PINs and spoken passwords."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class PasscodeRecognizer(RunRecognizer):
    """One-time codes, PINs and spoken passwords."""

    entity = "PASSCODE"
    cues = (
        r"(?:one[- ]time|verification|access|login|sms|text|\w+ digit|pin|the) (?:pass)?code\b",
        r"\b(?:gate|door|alarm|lock ?box|entry|garage|access|keypad) code\b",
        r"\b(?:a|the|that|your|my) code\b",
        r"\bpass ?(?:code|word|phrase)\b",
        r"\bpin\b(?: number| code)?",
        r"(?:sent|send|sending|texted|text|e-?mailed) (?:you )?(?:a|the|"
        r"that) (?:\w+ ){0,3}(?:code|number|text)",
        r"text (?:message )?(?:come|came|arrive)",
        r"what does (?:it|the (?:text|message)) say",
        r"\bcode is\b",
    )

    def fits(self, run: Run) -> bool:
        return 4 <= len(run.digits) <= 8
