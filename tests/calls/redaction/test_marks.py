"""Hiding more of a redacted transcript."""

from calls.redaction.marks import Mark, counts_of, mask_marks, readable_words, span_rows
from compliance.redaction.dialogue import Turn, Word


def turn(text: str, speaker: str = "caller", start: float = 0.0) -> Turn:
    return Turn.from_words(
        speaker, [(w, start + n, start + n + 0.5, 0.9) for n, w in enumerate(text.split())]
    )


def test_placeholders_number_on_and_words_keep_number_and_times() -> None:
    turns = (turn("card [CARD_1] and 4111 1111 please"), turn("[CARD_2] 4111 1111", "agent", 10))
    masked = mask_marks(turns, [Mark(0, 18, 27, "CARD_NUMBER", "a"), Mark(1, 9, 18, "CARD_NUMBER", "a")])
    assert [one.text for one in masked.after] == ["card [CARD_1] and [CARD_3] please", "[CARD_2] [CARD_3]"]
    assert len(masked.after[0].words) == 6
    assert masked.after[0].words[4] == Word("[CARD_3]", 18, 26, 4.0, 4.5, 0.9)
    assert masked.after[0].words[5] == Word("please", 27, 33, 5.0, 5.5, 0.9)
    assert masked.found == {"CARD_NUMBER": 2}
    assert masked.places == [[0, "CARD_NUMBER", 3.0, 4.5], [1, "CARD_NUMBER", 11.0, 12.5]]


def test_marks_without_a_value_are_apart() -> None:
    masked = mask_marks((turn("Ann met Bob"),), [Mark(0, 0, 3, "NAME"), Mark(0, 8, 11, "NAME")])
    assert masked.after[0].text == "[NAME_1] met [NAME_2]"


def test_what_is_hidden_already_stays_and_hides_nothing_new() -> None:
    turns = (turn("pay [CARD_1] , 12 [CVV_1] ."),)
    whole = mask_marks(turns, [Mark(0, 4, 27, "PAYMENT")])
    assert whole.after[0].text == "pay [CARD_1] [PAYMENT_1] [CVV_1] ."
    again = mask_marks(whole.after, [Mark(0, 4, len(whole.after[0].text), "PAYMENT")])
    assert again.spans == ()
    assert again.after == whole.after


def test_overlapping_marks_are_one() -> None:
    masked = mask_marks((turn("one two three four"),), [Mark(0, 4, 13, "NUMBER"), Mark(0, 8, 18, "CVV")])
    assert masked.after[0].text == "one [NUMBER_1]"
    assert masked.found == {"NUMBER": 1}


def test_rows_of_all_spans_name_the_type_of_each_placeholder() -> None:
    rows = span_rows((turn("hi"), turn("[CARD_1] or [SSN_LAST4_2]", start=3)))
    assert rows == [[1, 0, 8, "CARD_NUMBER", 3.0, 3.5], [1, 12, 25, "SSN_LAST4", 5.0, 5.5]]
    assert counts_of(rows) == {"CARD_NUMBER": 1, "SSN_LAST4": 1}


def test_quotes_are_masked_where_they_stand() -> None:
    turns = (turn("code 4829 or code 4829 now"),)
    masked = mask_marks(turns, [Mark(0, 18, 22, "PASSCODE")])
    assert masked.quote(0, "or code 4829 now") == "or code [PASSCODE_1] now"
    assert masked.quote(0, "29 n") == "[PASSCODE_1] n"
    # The same words twice: the hidden ones decide.
    assert masked.quote(0, "code 4829") == "code [PASSCODE_1]"
    assert masked.quote(0, "or") == "or"
    assert masked.quote(0, "words of nobody") == ""
    assert masked.quote(1, "of another turn") == "of another turn"


def test_readable_words_are_those_without_placeholder() -> None:
    assert readable_words((turn("pay [CARD_1] now [CVV_1],"),)) == 2
