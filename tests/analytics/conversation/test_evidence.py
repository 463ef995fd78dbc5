from analytics.conversation.evidence import best_passage, passages, quote_turn
from compliance.redaction.dialogue import Turn
from tests.analytics.dialogues import call


def quotes(text: str) -> list[str]:
    return [text[begin:stop] for begin, stop in passages(text)]


def test_sentences_with_their_marks() -> None:
    assert quotes("Hi there.  It is $1.50, ok?\nBye") == ["Hi there.", "It is $1.50, ok?", "Bye"]


def test_text_without_marks_is_cut_every_25_words() -> None:
    assert [len(quote.split()) for quote in quotes("word " * 60)] == [25, 25, 10]


def test_empty_text_has_no_passage() -> None:
    assert quotes("  ") == []
    assert best_passage("", len) == (0, 0)


def test_the_first_of_equal_passages_is_taken() -> None:
    assert best_passage("One. Two. Six.", lambda text: 1.0) == (0, 4)


def test_a_quote_has_the_seconds_of_its_words() -> None:
    turn = Turn.from_words(
        "caller", [("no", 1.0, 1.2, 1.0), ("that's", 2.0, 2.4, 1.0), ("it", 2.4, 2.6, 1.0)]
    )
    found = quote_turn([turn], 0, 3, 12)
    assert (found.quote, found.start, found.end) == ("that's it", 2.0, 2.6)


def test_a_quote_without_times() -> None:
    found = quote_turn(call("c: hello there"), 0, 0, 5)
    assert (found.quote, found.start, found.end) == ("hello", None, None)
