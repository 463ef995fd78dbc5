from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from compliance.redaction.dialogue import RawTurn, Turn, Word

CARD = RawTurn.from_words("caller", [("4111", 1.0, 1.4, 0.9)])


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


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_a_raw_turn_does_not_leave_memory(leave: Callable[[RawTurn], object]) -> None:
    with pytest.raises(TypeError):
        leave(CARD)


def test_a_raw_turn_shows_no_words() -> None:
    assert f"{CARD} {CARD!r}" == "<RawTurn caller, 1 words> <RawTurn caller, 1 words>"


def test_a_raw_turn_equals_its_like_and_no_redacted_turn() -> None:
    assert RawTurn.from_words("caller", [("4111", 1.0, 1.4, 0.9)]) == CARD
    assert Turn(CARD.speaker, CARD.text, CARD.words) != CARD


def test_a_redacted_turn_may_travel() -> None:
    turn = Turn.from_text("caller", "[CARD_1] thanks")
    assert pickle.loads(pickle.dumps(turn)) == turn
