from __future__ import annotations

from compliance.redaction.dialogue import Turn
from compliance.redaction.masks import Placeholders, mask_turn
from compliance.redaction.span import Span


def span(begin: int, stop: int, placeholder: str) -> Span:
    return Span(0, begin, stop, "NAME", 1.0, "Test", placeholder, None, None)


def test_equal_values_share_a_placeholder_within_their_type() -> None:
    names = Placeholders()
    given = [("CVV", "123"), ("CARD_NUMBER", "4"), ("CVV", "999"), ("CVV", "123"), ("NAME", "123")]
    assert [names.name(*one) for one in given] == ["[CVV_1]", "[CARD_1]", "[CVV_2]", "[CVV_1]", "[NAME_1]"]


def test_words_index_the_masked_text() -> None:
    turn = Turn.from_text("caller", "Hi, Ann Bell's van, (Bo) left")
    masked = mask_turn(turn, [span(4, 12, "[NAME_1]"), span(21, 23, "[NAME_2]")])
    assert masked.text == "Hi, [NAME_1]'s van, ([NAME_2]) left"
    assert [word.text for word in masked.words] == [
        "Hi,",
        "[NAME_1]",
        "[NAME_1]'s",
        "van,",
        "([NAME_2])",
        "left",
    ]
    assert all(masked.text[word.begin : word.stop] == word.text for word in masked.words)


def test_turn_without_spans_is_returned_as_it_is() -> None:
    turn = Turn.from_text("caller", "nothing here")
    assert mask_turn(turn, []) == turn
