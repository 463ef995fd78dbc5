import pytest

from analytics.conversation.sentiment import judge_sentiment
from tests.analytics.dialogues import call


def test_an_angry_caller_with_the_strongest_quote() -> None:
    turns = call(
        "a: How can I help?",
        "c: Nobody ever called me back. This is ridiculous, I am really upset about this.",
        "a: I'm so sorry, we are happy to make it wonderful and perfect for you.",
        "c: I want my money back.",
    )
    found = judge_sentiment(turns)
    assert (found.label, found.abstained) == ("negative", False)
    assert [item.turn for item in found.evidence] == [1, 3]
    assert found.evidence[1].quote == "I want my money back."


def test_the_agents_courtesy_does_not_count() -> None:
    turns = call(
        "a: Wonderful, amazing, I am so happy to help", "c: my heater is in the basement on the left side"
    )
    assert judge_sentiment(turns).label == "neutral"


def test_a_caller_who_calms_down() -> None:
    turns = call(
        "c: I am very frustrated, this is unacceptable.",
        "a: Let me fix that.",
        "c: it is the second floor unit",
        "a: Done.",
        "c: Oh thank you so much, you've been wonderful, I really appreciate it.",
    )
    found = judge_sentiment(turns)
    assert (found.first, found.last, found.trend) == ("negative", "positive", "improving")


def test_a_mixed_caller_is_left_to_people() -> None:
    turns = call(
        "c: the technician was wonderful and helpful but the office was awful and rude to me all day"
    )
    found = judge_sentiment(turns)
    assert (found.label, found.abstained) == ("neutral", True)


@pytest.mark.parametrize(
    "text", ["I am not happy with this at all, not at all", "it was not a good job at all sir"]
)
def test_negation_turns_praise_round(text: str) -> None:
    assert judge_sentiment(call(f"c: {text}")).label != "positive"


def test_few_words_abstain() -> None:
    assert judge_sentiment(call("c: great thanks")).abstained
    assert judge_sentiment([]).abstained


def test_what_was_not_understood_abstains() -> None:
    turns = call("c: this is ridiculous and unacceptable and I am really very upset about it")
    assert not judge_sentiment(turns).abstained
    assert judge_sentiment(turns, understood=False).abstained
