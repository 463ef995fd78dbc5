from __future__ import annotations

from compliance.redaction.dialogue import Turn, Word


def test_from_text_keeps_text_and_gives_offsets() -> None:
    turn = Turn.from_text("caller", "  my number,  please ")
    assert turn.text == "  my number,  please "
    assert turn.words == (Word("my", 2, 4), Word("number,", 5, 12), Word("please", 14, 20))
    assert (turn.start, turn.end) == (None, None)


def test_from_words_joins_by_one_space_and_drops_empty_items() -> None:
    turn = Turn.from_words("agent", [(" Go", 1.0, 1.2, 0.9), (" ", 1.2, 1.3, 0.1), ("ahead.", 1.3, 1.8, 0.8)])
    assert turn.text == "Go ahead."
    assert turn.words[1] == Word("ahead.", 3, 9, 1.3, 1.8, 0.8)
    assert (turn.start, turn.end) == (1.0, 1.8)


def test_turn_without_words_has_no_times() -> None:
    assert Turn.from_words("caller", []).start is None
