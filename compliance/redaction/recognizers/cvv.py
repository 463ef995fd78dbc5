"""Card security codes."""

from __future__ import annotations

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class CvvRecognizer(RunRecognizer):
    """Card security codes."""

    entity = "CVV"
    minimum = 2
    cues = (
        r"(?:last|little|small|final) (?:three|free|3)\b|(?:flip|turn) (?:it|the card|your card) over",
        r"\bv[- ]code\b|\bcv[vc2]\b|\bc v [vc]\b|\bcsc\b|\bcid\b",
        r"security (?:code|number|digits)",
        r"card (?:verification|validation)",
        r"(?:three|free|tree|3|four|4)[- ](?:digits?|numbers?)(?: \w+)? on the (?:back|mac|bag|"
        r"pack|front|rear)",
        r"(?:three|3|code|numbers?|digits?) on (?:the|your) (?:back|mac|bag|reverse|signature)",
        r"(?:little|small|short) (?:code|number)",
        r"(?:four|4)[- ]digits? (?:code )?on the front",
        r"\bback of (?:the|your|my) (?:card|cart)",
    )

    def fits(self, run: Run) -> bool:
        return len(run.digits) in (3, 4)
