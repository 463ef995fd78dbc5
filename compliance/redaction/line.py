"""One turn within the text of a call."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.redaction.lexicon import words
from compliance.redaction.numbers import Run
from compliance.redaction.tokens import Kind, Token

# Words with which an answer begins or ends and that say nothing.
_FILLERS = words(
    "yeah yes yep yup uh um sure right correct hang on one sec second hold thanks thank you please"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One turn within the call text; offsets of tokens and runs are those of the call text."""

    index: int
    speaker: str
    begin: int
    stop: int
    tokens: tuple[Token, ...]
    runs: tuple[Run, ...]

    def before(self, offset: int) -> list[Token]:
        """The tokens that end at or before `offset`."""
        return [token for token in self.tokens if token.stop <= offset]

    def after(self, offset: int) -> list[Token]:
        """The tokens that begin at or after `offset`."""
        return [token for token in self.tokens if token.begin >= offset]

    def within(self, begin: int, stop: int) -> list[Token]:
        """The tokens that begin from `begin` on and before `stop`."""
        return [token for token in self.tokens if begin <= token.begin < stop]

    def opens_with(self, run: Run) -> bool:
        """Whether nothing but fillers comes before `run`."""
        return all(_is_filler(token) for token in self.before(run.begin))

    def is_only(self, run: Run) -> bool:
        """Whether the turn says nothing but `run`, fillers aside."""
        return self.opens_with(run) and all(_is_filler(token) for token in self.after(run.stop))


def _is_filler(token: Token) -> bool:
    return token.kind in (Kind.MARK, Kind.BRIDGE) or token.word in _FILLERS
