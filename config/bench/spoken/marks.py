"""Text in marked pieces, from a template to offsets."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

SLOT = re.compile(r"\{([A-Za-z_]+)\}|\[(\w+):([^\]]+)\]")
# Between these stands what is said in the middle of a value and is not part of it ("let me start over").
ASIDE = re.compile(r"‹([^›]*)›")
# Stands where a recogniser lost the space between a value and its neighbour.
GLUE = "\x08"
EDGE = " \n.,;:!?…-"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a piece is: an entity type with the form it was said in, or (no form) a kind of look-alike."""

    type: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one turn; unmarked is plain talk."""

    text: str
    mark: Mark | None = None


def fill(template: str, slot: Callable[[str], Iterable[Piece]]) -> list[Piece]:
    """The pieces of `template`: `{name}` is asked of `slot`, `[NAME:Ann]` and `[price:$5]` are marked as they stand."""
    pieces: list[Piece] = []
    at = 0
    for found in SLOT.finditer(template):
        pieces.append(Piece(template[at : found.start()]))
        name, literal, text = found.groups()
        if name:
            pieces.extend(slot(name))
        else:
            pieces.append(Piece(text, Mark(literal, "literal" if literal.isupper() else "")))
        at = found.end()
    pieces.append(Piece(template[at:]))
    return [piece for piece in pieces if piece.text]


def value_pieces(text: str, mark: Mark) -> Iterator[Piece]:
    """A said value as pieces: its asides are not marked."""
    for index, part in enumerate(ASIDE.split(text)):
        if part:
            yield Piece(part, None if index % 2 else mark)


def tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """The same text with punctuation and blanks at the edge of a marked piece moved out of it, and glue applied."""
    parts: list[Piece] = []
    for piece in pieces:
        if piece.mark is None:
            parts.append(piece)
            continue
        core = piece.text.strip(EDGE + GLUE)
        before, _, after = piece.text.partition(core)
        parts += [Piece(before), Piece(core, piece.mark), Piece(after)]
    text = "\x00".join(part.text for part in parts)
    text = re.sub(rf"(?<=\w) \x00*{GLUE}|{GLUE}\x00* (?=\w)", lambda m: m[0].strip(" " + GLUE), text)
    text = text.replace(GLUE, "")
    # A value that ends like its sentence ("4. 1. 1.") brings a second full stop.
    text = re.sub(r"[.,](\x00+)(?=[.,?!])", r"\1", text)
    return [Piece(new, part.mark) for new, part in zip(text.split("\x00"), parts, strict=True) if new]


def name_unglued(pieces: list[Piece]) -> list[Piece]:
    """`glued` becomes `joined` or `hyphens` where there was no word to be glued to."""

    def one(at: int, piece: Piece) -> Piece:
        before = pieces[at - 1].text[-1:] if at else ""
        after = pieces[at + 1].text[:1] if at + 1 < len(pieces) else ""
        if piece.mark and piece.mark.form == "glued" and not (before.isalnum() or after.isalnum()):
            return Piece(piece.text, Mark(piece.mark.type, "hyphens" if "-" in piece.text else "joined"))
        return piece

    return [one(at, piece) for at, piece in enumerate(pieces)]


def offsets(pieces: Iterable[Piece]) -> Iterator[tuple[int, int, Piece]]:
    """Start and end (exclusive) of every marked piece in the joined text."""
    at = 0
    for piece in pieces:
        if piece.mark:
            yield at, at + len(piece.text), piece
        at += len(piece.text)
