"""From a template to marked pieces, edge by edge."""

from random import Random

import pytest

from config.bench.spoken.marks import GLUE, Mark, Piece, fill, name_unglued, offsets, tidy, value_pieces
from config.bench.spoken.noise import mishear, strip_punctuation
from config.bench.spoken.spelling import spell

CARD = Mark("CARD_NUMBER", "glued")


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _marked(pieces: list[Piece]) -> list[str]:
    return [piece.text for _, _, piece in offsets(pieces)]


def test_literals_are_look_alikes_or_entities_by_their_case() -> None:
    pieces = fill("[NAME:Ann] owes [price:$5] to {x}.", lambda name: [Piece(name, Mark("PHONE", "joined"))])
    assert [(start, end, piece.mark) for start, end, piece in offsets(pieces)] == [
        (0, 3, Mark("NAME", "literal")),
        (9, 11, Mark("price")),
        (15, 16, Mark("PHONE", "joined")),
    ]


def test_punctuation_leaves_the_mark_and_is_not_doubled() -> None:
    pieces = tidy([Piece("It's "), Piece("4. 1. 1.", CARD), Piece(". Okay?")])
    assert _text(pieces) == "It's 4. 1. 1. Okay?"
    assert _marked(pieces) == ["4. 1. 1"]


def test_ellipses_inside_stay() -> None:
    assert _text(tidy([Piece("4... 1... 1", CARD), Piece(".")])) == "4... 1... 1."


def test_an_aside_is_said_but_not_marked() -> None:
    pieces = tidy(value_pieces("41, ‹let me start over, ›4111", CARD))
    assert _text(pieces) == "41, let me start over, 4111"
    assert _marked(pieces) == ["41", "4111"]


def test_glue_takes_the_blank_beside_a_word_only() -> None:
    glued = tidy([Piece("it's "), Piece(f"{GLUE}4111", CARD)])
    assert (_text(glued), name_unglued(glued)[1].mark) == ("it's4111", CARD)
    free = tidy([Piece("yes, "), Piece(f"{GLUE}4111", CARD)])
    assert (_text(free), name_unglued(free)[1].mark) == ("yes, 4111", Mark("CARD_NUMBER", "joined"))


def test_noise_changes_cues_and_never_a_value_by_another_word() -> None:
    pieces = [Piece("The PIN is "), Piece("PIN 4. 1.", CARD), Piece(", right?")]
    assert {mishear(pieces, Random(seed))[1].text for seed in range(9)} == {"PIN 4. 1."}
    assert "The pen is " in {mishear(pieces, Random(seed))[0].text for seed in range(9)}
    assert _text(strip_punctuation(pieces)) == "the pin is pin 4 1 right"


@pytest.mark.parametrize(
    ("way", "said"),
    [("hyphens", "P-R-U-I-T-T"), ("double", "P, R, U, I, double T"), ("periods", "P. R. U. I. T. T")],
)
def test_spelling(way: str, said: str) -> None:
    assert spell("Pruitt", way, Random(1)) == said
