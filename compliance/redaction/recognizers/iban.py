"""International bank account numbers."""

from __future__ import annotations

import re

from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer

# Countries of the single European payments area, two check digits, and what may follow.
_BEGINNING = re.compile(
    r"(?:at|be|bg|ch|cy|cz|de|dk|ee|es|fi|fr|gb|gr|hr|hu|ie|is|it|li|lt|lu|lv|mc|mt|nl|no|pl|pt|ro|"
    r"se|si|sk|sm)\d\d(?:\d*|[a-z]{4}\d*)$"
)


class IbanRecognizer(RunRecognizer):
    """International bank account numbers."""

    entity = "IBAN"
    lettered = True
    cues = (
        r"\bi ?ban\b",
        r"\beye ban\b",
        r"transfer abroad",
        r"\bswift\b(?: code)?",
        r"\bbic\b",
    )

    def rate_unprompted(self, run: Run) -> float:
        """A country code with its check digits, alone or before a long number."""
        if len(run.letters) >= 2 and len(run.digits) >= 12:
            return 0.8
        return 0.5 if _BEGINNING.match(run.code) else 0.0

    def fits(self, run: Run) -> bool:
        return 15 <= len(run.value) <= 34
