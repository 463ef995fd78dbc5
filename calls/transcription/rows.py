"""Between transcript rows and the dialogue types that recognizers, classifiers and scorecards read."""

from calls.models import Transcript
from compliance.redaction.dialogue import Turn, Word


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


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
