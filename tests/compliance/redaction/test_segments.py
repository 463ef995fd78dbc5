"""Stretches hidden whole: what the carrier marked, windows with doubtful digits; and text that was redacted before."""

from __future__ import annotations

from compliance.redaction.dialogue import RawTurn, Turn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.span import PaymentWindow, Segment
from tests.compliance.redaction.conftest import Redact, spoken


def test_everything_in_a_segment_is_hidden_on_both_sides(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "please key it in now", 10.0, 1.0),
        spoken("caller", "okay one moment there", 15.0, 1.0),
        spoken("agent", "all done", 22.0, 1.0),
    ]
    redaction = engine.redact(turns, segments=[Segment(13.0, 17.5, "keys")])
    assert [turn.text for turn in redaction.turns] == [
        "please key it [PAYMENT_1]",
        "[PAYMENT_2] there",
        "all done",
    ]
    assert redaction.windows == (PaymentWindow(0, 1, 13.0, 17.5, "keys", watched=1, closed=True),)


def test_a_segment_in_silence_hides_no_words(engine: RedactionEngine) -> None:
    turns = [spoken("agent", "hello there", 0.0, 1.0)]
    redaction = engine.redact(turns, segments=[Segment(30.0, 40.0, "paused")])
    assert (redaction.turns[0].text, redaction.windows) == ("hello there", ())


def doubtful(text: str, start: float, probability: float) -> RawTurn:
    return RawTurn.from_words(
        "caller", [(word, start + n, start + n + 0.8, probability) for n, word in enumerate(text.split())]
    )


def test_doubtful_digits_close_the_window(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "What is the card number?", 0.0),
        doubtful("four one one one I think", 4.0, 0.31),
        spoken("agent", "Anything else today?", 14.0),
    ]
    redaction = engine.redact(turns)
    assert [window.closed for window in redaction.windows] == [True]
    assert [turn.text for turn in redaction.turns] == ["[PAYMENT_1]", "[PAYMENT_2]", "Anything else today?"]


def test_certain_digits_leave_it_open(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "What is the card number?", 0.0),
        doubtful("four one one one I think", 4.0, 0.93),
    ]
    redaction = engine.redact(turns)
    assert [window.closed for window in redaction.windows] == [False]
    assert redaction.turns[1].text == "[CARD_1] I think"


def test_what_was_hidden_before_stays_and_counts_on(redact: Redact) -> None:
    redaction = redact(
        "a: Card number?",
        "c: [CARD_1] [CARD_2]",
        "c: and then 4 1 1 1",
        "a: Thanks, and your phone number?",
        "c: [PHONE_3] or my husband at 617 555 0134",
    )
    assert [turn.text for turn in redaction.turns] == [
        "Card number?",
        "[CARD_1] [CARD_2]",
        "and then [CARD_3]",
        "Thanks, and your phone number?",
        "[PHONE_3] or my husband at [PHONE_4]",
    ]
    assert len(redaction.spans) == 2


def test_redacting_twice_changes_nothing(engine: RedactionEngine, redact: Redact) -> None:
    once = redact(
        "a: Who is this?",
        "c: Maria Gomez, 12 Elm Street, Boston.",
        "a: And the card?",
        "c: 4111 1111 1111 1111, oh five twenty-eight.",
        "a: The three digits on the back?",
        "c: 932",
    )
    again = engine.redact(once.turns)
    assert again.turns == tuple(Turn(turn.speaker, turn.text, turn.words) for turn in once.turns)
    assert again.spans == ()


def test_an_answer_in_which_nothing_was_heard_is_silenced(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "And the code we just sent you?", 10.0, 1.0),
        spoken("caller", "um yeah", 17.0, 1.0),
        spoken("agent", "Thank you, that worked.", 22.0, 1.0),
    ]
    redaction = engine.redact(turns)
    assert redaction.windows == (PaymentWindow(0, 1, 16.8, 22.0, "PASSCODE", watched=1),)
    assert [turn.text for turn in redaction.turns] == [turn.text for turn in turns]


def test_an_answer_with_words_of_its_own_is_not(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "And the code we just sent you?", 10.0, 1.0),
        spoken("caller", "I have not got any message from you so far", 17.0, 1.0),
        spoken("agent", "Then I will send it once more.", 28.0, 1.0),
    ]
    assert engine.redact(turns).windows == ()


def test_an_answer_that_was_not_heard_at_all_is_silenced(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "And the code we just sent you?", 10.0, 1.0),
        spoken("agent", "Thank you, that worked.", 22.0, 1.0),
    ]
    assert engine.redact(turns).windows == (PaymentWindow(0, 0, 16.8, 22.0, "PASSCODE", watched=0),)


def test_an_agent_who_goes_on_at_once_heard_nothing(engine: RedactionEngine) -> None:
    turns = [
        spoken("agent", "And the code we just sent you?", 10.0, 1.0),
        spoken("agent", "It has six digits.", 17.5, 1.0),
    ]
    assert engine.redact(turns).windows == ()
