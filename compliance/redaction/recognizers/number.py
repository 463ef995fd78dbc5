"""Numbers that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.amounts import is_amount, is_thing, is_time
from compliance.redaction.context import ANY_NUMBER
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer

_ONE_LETTER = re.compile(r"[a-z]\d{4,}|\d{4,}[a-z]|(?=.{7})\d+[a-z]\d+")
_LONG = 7
_LONG_WITH_LETTERS = 9
_BARE = 4
_ALONE = 3
_YEARS = ("18", "19", "20")
_YEAR_DIGITS = 4


class NumberRecognizer(RunRecognizer):
    """The safety net, for what no recognizer was asked for: fail closed.

    Seven or more digits; four or more that are no year, time, sum or product and that no unit or plural
    noun follows; three or more that are all a turn consists of.
    """

    entity = ANY_NUMBER
    lettered = True

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield expected, long, bare and lone numbers."""
        yield from super().find(call)
        for line in call.script.lines:
            for run in line.runs:
                if not run.counted and _is_unexplained(line, run):
                    yield Finding(*self.bounds(call.script, line, run), 0.25)

    def rate_expected(self, run: Run) -> float:
        """Low, so that any better name for the run wins."""
        return 0.3 if run.digits and len(run.value) >= self.minimum else 0.0

    def rate_unprompted(self, run: Run) -> float:
        """Fail closed on length alone."""
        return 0.3 if len(run.digits) >= (_LONG_WITH_LETTERS if run.letters else _LONG) else 0.0


def _is_unexplained(line: Line, run: Run) -> bool:
    if run.letters and len(run.value) > 1 and line.is_only(run):
        return True
    if (run.letters and not _ONE_LETTER.fullmatch(run.code)) or _is_year(run) or is_time(run):
        return False
    if len(run.digits) >= _ALONE and line.is_only(run):
        return True
    return len(run.digits) >= _BARE and not is_amount(line, run) and not is_thing(line, run)


def _is_year(run: Run) -> bool:
    spelled = len(run.parts) == _YEAR_DIGITS
    return len(run.digits) == _YEAR_DIGITS and run.digits.startswith(_YEARS) and not spelled
