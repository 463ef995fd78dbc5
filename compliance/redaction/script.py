"""A call as one text: turns joined by line ends, with the tokens and number runs of each turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.context import Context, CueTable, follow
from compliance.redaction.dialogue import Spoken, Turn
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run, find_runs
from compliance.redaction.tokens import lex


@dataclass(frozen=True, slots=True)
class Script:
    """The text of a call and its reading, shared by all recognizers."""

    text: str
    lines: tuple[Line, ...]
    context: Context

    @classmethod
    def read(cls, turns: Sequence[Spoken], cues: CueTable) -> Script:
        """Lex all turns, find their runs and follow the questions that `cues` recognise."""
        lines: list[Line] = []
        begin = 0
        for index, turn in enumerate(turns):
            tokens = lex(turn.text, begin, redacted=isinstance(turn, Turn))
            runs = tuple(find_runs(tokens))
            stop = begin + len(turn.text)
            lines.append(Line(index, turn.speaker, begin, stop, tuple(tokens), runs))
            begin = stop + 1
        text = "\n".join(turn.text for turn in turns)
        return cls(text, tuple(lines), follow(text, lines, cues))

    def runs(self) -> Iterator[tuple[Line, Run]]:
        """Every run with its line, in the order they were said."""
        for line in self.lines:
            for run in line.runs:
                yield line, run

    def line_at(self, offset: int) -> Line:
        """The line that holds the character at `offset` of the call text."""
        position = bisect_right(self.lines, offset, key=lambda line: line.begin)
        return self.lines[max(position - 1, 0)]

    def topics_at(self, offset: int) -> tuple[str, ...]:
        """Entity types that an answer at `offset` is expected to be, in the order they were asked for."""
        return self.context.topics_at(self.line_at(offset).index, offset)

    def line_text(self, line: Line) -> str:
        """The text of one line."""
        return self.text[line.begin : line.stop]
