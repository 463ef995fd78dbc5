"""Between transcript rows and the dialogue types that recognizers, classifiers and scorecards read."""

from calls.models import Transcript
from compliance.redaction.dialogue import Turn, Word
from compliance.redaction.span import Redaction


def words(turn: Turn) -> list[list[str | float | int | None]]:
    """A turn's words as they are kept in a row."""
    return [
        [w.text, _round(w.start), _round(w.end), _round(w.probability), w.begin, w.stop] for w in turn.words
    ]


def dialogue(transcript: Transcript) -> tuple[Turn, ...]:
    """The (redacted) turns of a transcript in order."""
    return tuple(
        Turn(row.speaker, row.text, tuple(Word(w[0], w[4], w[5], w[1], w[2], w[3]) for w in row.words))
        for row in transcript.turns.all()
    )


def spans(redaction: Redaction) -> list[list[int | str | float | None]]:
    """The hidden stretches as they are kept: turn, place of the placeholder in the redacted text, type, seconds."""
    found: list[list[int | str | float | None]] = []
    turn, moved = -1, 0
    for span in sorted(redaction.spans, key=lambda one: (one.turn, one.begin)):
        turn, moved = span.turn, moved if span.turn == turn else 0
        begin = span.begin + moved
        stop = begin + len(span.placeholder)
        found.append([span.turn, begin, stop, span.type, _round(span.start), _round(span.end)])
        moved += len(span.placeholder) - (span.stop - span.begin)
    return found


def payment_windows(redaction: Redaction) -> list[list[str | float | None]]:
    """The payment windows as they are kept: start, end (none: until the call ended), reason."""
    return [[_round(window.start), _round(window.end), window.reason] for window in redaction.windows]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
