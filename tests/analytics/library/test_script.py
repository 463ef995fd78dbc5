"""A turn's text as pieces."""

from analytics.library.script import Piece, pieces
from calls.models import Turn


def test_words_share_one_placeholder_and_no_character_is_lost() -> None:
    text = "It is [CARD_1], ok"
    words = [
        ["It", 0.0, 0.2, 0.9, 0, 2],
        ["is", 0.2, 0.4, 0.9, 3, 5],
        ["[CARD_1],", 0.5, 0.8, 0.9, 6, 15],
        ["[CARD_1],", 0.8, 1.4, 0.9, 6, 15],
        ["ok", 1.5, 1.7, 0.9, 16, 18],
    ]
    found = pieces(Turn(text=text, words=words))
    assert "".join(piece.text for piece in found) == text
    assert Piece("[CARD_1]", 0.5, 1.4, "CARD") in found
    assert found[0] == Piece("It", 0.0, 0.2)


def test_a_turn_without_times_still_marks_what_is_hidden() -> None:
    assert pieces(Turn(text="call [PHONE_2] now", words=[])) == [
        Piece("call "),
        Piece("[PHONE_2]", kind="PHONE"),
        Piece(" now"),
    ]


def test_markup_in_a_transcript_stays_text() -> None:
    assert pieces(Turn(text="<b>", words=[["<b>", 0, 1, 0.5, 0, 3]])) == [Piece("<b>", 0, 1)]
