"""Card security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer

_ON_THE_BACK = re.compile(r"\W*(?:is |are )?on (?:the |its )?(?:back|reverse|flip side|other side|strip)\b")
_REACH = 40


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

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield expected codes, and three or four digits that are said to be on the back."""
        yield from super().find(call)
        for line, run in call.script.runs():
            after = call.script.text[run.stop : min(line.stop, run.stop + _REACH)].lower()
            if 3 <= len(run.digits) <= 4 and _ON_THE_BACK.match(after):
                yield Finding(run.begin, run.stop, 0.8)

    def fits(self, run: Run) -> bool:
        return len(run.digits) in (3, 4)
