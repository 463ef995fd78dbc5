"""Long numbers that nothing explains."""

from __future__ import annotations

from compliance.redaction.context import ANY_NUMBER
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import RunRecognizer


class NumberRecognizer(RunRecognizer):
    """The safety net: seven or more digits, or three where "the number" was asked for."""

    entity = ANY_NUMBER

    def rate_expected(self, run: Run) -> float:
        """Low, so that any better name for the run wins."""
        return 0.3 if len(run.digits) >= self.minimum else 0.0

    def rate_unprompted(self, run: Run) -> float:
        """Fail closed on length alone."""
        return 0.3 if len(run.digits) >= (9 if run.letters else 7) else 0.0
