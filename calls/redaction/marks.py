"""Hiding more of a transcript that is redacted already: new placeholders number on, offsets of the words follow."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compliance.redaction.dialogue import Turn, Word
from compliance.redaction.masks import Placeholders, mask_turn, type_of
from compliance.redaction.span import Redaction, Span
from compliance.redaction.tokens import PLACEHOLDER

SPEAKABLE = re.compile(r"\w")
# Row of `Transcript.spans`: turn, begin, stop, type, start, end.
SpanRow = list[int | str | float | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """Text to be hidden: characters `begin` to `stop` of the redacted turn number `turn`.

    Marks of one type and `value` get the same placeholder; without a value each gets its own.
    """

    turn: int
    begin: int
    stop: int
    type: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """A call before and after more of it was hidden; `spans` have offsets into the turns before."""

    before: tuple[Turn, ...]
    after: tuple[Turn, ...]
    spans: tuple[Span, ...]

    @property
    def found(self) -> dict[str, int]:
        """How many new spans there are, by entity type."""
        return dict(Counter(span.type for span in self.spans))

    @property
    def places(self) -> list[list[int | str | float | None]]:
        """[turn, type, start, end] of each new span, without a word of it."""
        return [[span.turn, span.type, _round(span.start), _round(span.end)] for span in self.spans]

    def quote(self, turn: int, text: str) -> str:
        """A quote from the turn as it reads now; "" where it cannot be placed, for then nothing is known of it."""
        spans = [span for span in self.spans if span.turn == turn]
        if not spans or not text:
            return text
        places = [found.start() for found in re.finditer(re.escape(text), self.before[turn].text)]
        if not places:
            return ""
        return max((_masked_slice(text, at, spans) for at in places), key=lambda one: one[0])[1]


def mask_marks(turns: Sequence[Turn], marks: Iterable[Mark]) -> Masked:
    """The turns with every mark replaced by a placeholder; what is a placeholder already stays one."""
    names = Placeholders.after(turns)
    by_turn: dict[int, list[Span]] = defaultdict(list)
    for mark in sorted(_apart(_clear(turns, marks)), key=lambda one: (one.turn, one.begin)):
        by_turn[mark.turn].append(_span(turns[mark.turn], mark, names))
    after = tuple(mask_turn(turn, by_turn[n]) if by_turn[n] else turn for n, turn in enumerate(turns))
    return Masked(tuple(turns), after, tuple(s for n in sorted(by_turn) for s in by_turn[n]))


def marks_of(redaction: Redaction) -> list[Mark]:
    """What the engine found in a call, as marks: the same value shares a placeholder."""
    return [Mark(span.turn, span.begin, span.stop, span.type, span.placeholder) for span in redaction.spans]


def span_rows(turns: Sequence[Turn]) -> list[SpanRow]:
    """Every placeholder of the turns as rows of `Transcript.spans`: offsets into the redacted text, seconds."""
    return [
        [n, found.start(), found.end(), type_of(found[1]), *_times(turn, found.span())]
        for n, turn in enumerate(turns)
        for found in PLACEHOLDER.finditer(turn.text)
    ]


def counts_of(rows: Sequence[SpanRow]) -> dict[str, int]:
    """How many spans there are, by entity type."""
    return dict(Counter(str(row[3]) for row in rows))


def readable_words(turns: Iterable[Turn]) -> int:
    """How many words of the turns a person can read."""
    return sum(1 for turn in turns for word in turn.words if not is_hidden(word))


def is_hidden(word: Word) -> bool:
    """Whether a placeholder stands for the word."""
    return PLACEHOLDER.search(word.text) is not None


def _clear(turns: Sequence[Turn], marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks without the placeholders in them; a rest without letters and digits hides nothing."""
    for mark in marks:
        text = turns[mark.turn].text
        begin = mark.begin
        edges = [found.span() for found in PLACEHOLDER.finditer(text) if found.end() > mark.begin]
        for left, right in [*((a, b) for a, b in edges if a < mark.stop), (mark.stop, mark.stop)]:
            yield from _trimmed(text, begin, min(left, mark.stop), mark)
            begin = max(begin, right)


def _trimmed(text: str, begin: int, stop: int, mark: Mark) -> Iterator[Mark]:
    piece = text[begin:stop]
    if SPEAKABLE.search(piece):
        left = len(piece) - len(piece.lstrip())
        yield Mark(mark.turn, begin + left, begin + len(piece.rstrip()), mark.type, mark.value)


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Marks that overlap are one; the type of the first."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.turn, one.begin, -one.stop)):
        last = found[-1] if found else None
        if last and last.turn == mark.turn and mark.begin < last.stop:
            found[-1] = Mark(last.turn, last.begin, max(last.stop, mark.stop), last.type, last.value)
        else:
            found.append(mark)
    return found


def _span(turn: Turn, mark: Mark, names: Placeholders) -> Span:
    start, end = _times(turn, (mark.begin, mark.stop))
    name = names.name(mark.type, mark.value or f"{mark.turn}:{mark.begin}")
    return Span(mark.turn, mark.begin, mark.stop, mark.type, 1.0, "Repair", name, start, end)


def _times(turn: Turn, place: tuple[int, int]) -> tuple[float | None, float | None]:
    words = [word for word in turn.words if word.begin < place[1] and word.stop > place[0]]
    starts = [word.start for word in words if word.start is not None]
    ends = [word.end for word in words if word.end is not None]
    return min(starts, default=None), max(ends, default=None)


def _masked_slice(text: str, at: int, spans: Sequence[Span]) -> tuple[int, str]:
    """How many spans lie in the quote at this place, and how it reads with them hidden."""
    pieces, position, hidden = [], at, 0
    for span in spans:
        if span.begin < at + len(text) and span.stop > at:
            pieces += [text[max(0, position - at) : max(0, span.begin - at)], span.placeholder]
            position, hidden = max(at, span.stop), hidden + 1
    return hidden, "".join([*pieces, text[position - at :]])


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
