"""Base classes of the spoken-form recognizers, in Presidio's interface.

Presidio hands each recognizer the text and the artifacts of the call; ours carry the `Script` as well,
so that a recognizer sees number runs and the questions of both speakers. A member names its entity type
and its cues and implements `find`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.tokens import Doc

from compliance.redaction.codes import with_keys, with_letters
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.policy import ALWAYS_HIDDEN, Known
from compliance.redaction.script import Script

# Twelve digits in a row are an identifier whatever is counted beside them.
_NEVER_A_QUANTITY = 12
# A turn that says nothing but a short number is part of what was asked for.
_PART_OF_AN_ANSWER = 0.55


@dataclass(frozen=True, slots=True)
class Finding:
    """An entity at `begin` to `stop` of the call text."""

    begin: int
    stop: int
    score: float


class CallArtifacts(NlpArtifacts):
    """Presidio's artifacts of one call with our reading of it and the names known beforehand."""

    def __init__(self, doc: Doc, script: Script, known: Known | None = None) -> None:
        super().__init__(
            entities=list(doc.ents),
            tokens=doc,
            tokens_indices=[token.idx for token in doc],
            lemmas=[],
            nlp_engine=None,
            language="en",
        )
        self.script = script
        self.known_names = known.names if known else ()
        self.health_terms = known.health_terms if known else ()
        self.kept_words = known.kept_words if known else frozenset()


class SpokenRecognizer(EntityRecognizer):
    """Finds one entity type in a call.

    `cues` are regular expressions over lower-case text; each opens the expectation of this type.
    """

    entity: ClassVar[str]
    cues: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__(supported_entities=[self.entity], name=type(self).__name__)

    def load(self) -> None:
        """Nothing to load: the rules are part of the class."""

    @abstractmethod
    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield what was found, in any order; findings may overlap."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """Presidio's entry point.

        Raises TypeError when the artifacts do not come from our engine.
        """
        if not isinstance(nlp_artifacts, CallArtifacts):
            raise TypeError("spoken recognizers need the artifacts of a call")
        return [
            RecognizerResult(self.entity, found.begin, found.stop, found.score)
            for found in self.find(nlp_artifacts)
        ]


class RunRecognizer(SpokenRecognizer):
    """Finds number runs: those that were asked for, and those whose shape speaks for itself.

    `minimum` digits (and letters, with `lettered`) are enough when the type is expected.
    """

    minimum: ClassVar[int] = 3
    lettered: ClassVar[bool] = False
    outweighing: ClassVar[int] = 3

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield expected runs and runs of telling shape."""
        script = call.script
        for line, run in script.runs():
            expected = self.entity in script.topics_at(run.begin)
            if (
                run.counted
                and len(run.digits) < _NEVER_A_QUANTITY
                and not self._outweighs(line, run, expected)
            ):
                continue
            score = self.rate_expected(run) if expected else self.rate_unprompted(run)
            if expected and not score and self._is_part(script, line, run):
                score = _PART_OF_AN_ANSWER
            if score > 0:
                yield Finding(*self.bounds(script, line, run), score)

    def _outweighs(self, line: Line, run: Run, expected: bool) -> bool:
        """Whether a question for secret data says more than a unit beside the number: "CVV?" - "at 9 15"."""
        return (
            expected
            and self.entity in ALWAYS_HIDDEN
            and line.speaker != "agent"
            and len(run.digits) >= self.outweighing
        )

    def _is_part(self, script: Script, line: Line, run: Run) -> bool:
        """A short number that is a turn of its own, or a few letters and digits of a code."""
        if (
            line.speaker != "agent"
            and run.digits
            and any(len(other.digits) >= self.minimum for other in line.runs)
        ):
            return True
        if self.lettered and len(run.digits) > 1 and with_letters(script, line, run) != (run.begin, run.stop):
            return True
        return line.is_only(run) or (
            self.lettered and bool(run.digits) and len(run.value) > 1 and bool(run.letters)
        )

    def rate_expected(self, run: Run) -> float:
        """Score of a run where this type is expected, 0 to leave it alone."""
        size = len(run.value) if self.lettered else len(run.digits)
        enough = size >= self.minimum and (bool(run.digits) or len(run.letters) >= self.minimum)
        return (0.9 if self.fits(run) else 0.6) if enough else 0.0

    def rate_unprompted(self, run: Run) -> float:
        """Score of a run that nobody asked for, 0 to leave it alone."""
        return 0.0

    def fits(self, run: Run) -> bool:
        """Whether the run has the usual length or check digit; it only raises the score."""
        return True

    def bounds(self, script: Script, line: Line, run: Run) -> tuple[int, int]:
        """Begin and stop of the finding in the call text, with letters of a code ("TX 131629") and keys beside it."""
        begin, stop = with_letters(script, line, run) if self.lettered else (run.begin, run.stop)
        return with_keys(line, begin, stop)
