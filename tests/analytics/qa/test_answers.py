import pytest

from analytics.qa.answers import answer_question, answer_scorecard
from analytics.qa.question import Answer, Part, Question
from analytics.qa.scorecard import DEFAULT_QUESTIONS, DEFAULT_SCORECARD
from compliance.redaction.dialogue import Turn
from tests.analytics.dialogues import BOOKED, call

FULL = call(
    "a: Thank you for calling Northwind Heating and Air, this is Karen, how can I help you?",
    "c: Hi, our heat pump quit last night and it's freezing.",
    "a: I'm sorry to hear that. What is the heat pump doing, is it blowing any air at all?",
    "c: Nothing at all.",
    "a: Okay. Can I get your name, please?",
    "c: [NAME_1].",
    "a: The diagnostic visit is eighty nine dollars. I have an opening tomorrow at nine, would that work?",
    "c: Yes, please.",
    "a: So I have you down for tomorrow at nine at [ADDRESS_1], is that correct?",
    "c: Yes.",
    "a: Thank you for calling, have a great day!",
    "c: Bye.",
)


def answers(turns: list[Turn]) -> dict[str, str]:
    return {item.key: item.answer.value for item in answer_scorecard(DEFAULT_SCORECARD, turns)}


def ask(key: str, *lines: str) -> str:
    question = next(question for question in DEFAULT_QUESTIONS if question.key == key)
    return answer_question(question, call(*lines)).answer.value


def test_the_default_card_has_the_seven_questions() -> None:
    assert [question.key for question in DEFAULT_QUESTIONS] == [
        "greeting_given",
        "name_asked",
        "need_identified",
        "appointment_offered",
        "price_or_cost_stated",
        "recap_given",
        "polite_close",
    ]


def test_a_call_with_everything() -> None:
    assert set(answers(FULL).values()) == {"yes"}


def test_each_yes_has_its_turn_and_quote() -> None:
    found = {item.key: item for item in answer_scorecard(DEFAULT_SCORECARD, FULL)}
    quotes = {key: item.evidence for key, item in found.items()}
    for evidence in quotes.values():
        assert evidence is not None
        assert FULL[evidence.turn].text[evidence.begin : evidence.stop] == evidence.quote
        assert FULL[evidence.turn].speaker == "agent"
    assert quotes["price_or_cost_stated"] is not None
    assert quotes["price_or_cost_stated"].quote == "The diagnostic visit is eighty nine dollars."
    assert quotes["name_asked"] is not None
    assert quotes["name_asked"].turn == 4


def test_what_was_not_said_is_no_without_evidence() -> None:
    found = {item.key: item for item in answer_scorecard(DEFAULT_SCORECARD, BOOKED)}
    for key in ("name_asked", "price_or_cost_stated"):
        assert (found[key].answer, found[key].evidence) == (Answer.NO, None)


@pytest.mark.parametrize(
    ("key", "line", "answer"),
    [
        ("name_asked", "a: Hello, my name is Linda.", "no"),
        ("name_asked", "a: What was your last name so I can look you up?", "yes"),
        ("name_asked", "a: And who am I speaking with?", "yes"),
        ("price_or_cost_stated", "a: Your balance is one hundred and twenty eight dollars.", "no"),
        ("price_or_cost_stated", "a: We can take care of that at no cost.", "yes"),
        ("price_or_cost_stated", "a: It would be about $6,400 installed.", "yes"),
        ("price_or_cost_stated", "a: It took nine hundred of them to get there.", "no"),
        ("appointment_offered", "a: Would you prefer mornings or afternoons?", "yes"),
        ("appointment_offered", "a: I will cancel your appointment for Tuesday.", "no"),
        ("need_identified", "a: Is there anything else I need to help you with?", "no"),
        ("need_identified", "a: How long has the furnace been making that noise?", "yes"),
        ("greeting_given", "a: Yes, what?", "no"),
        ("greeting_given", "a: Northwind, Miguel speaking.", "yes"),
    ],
)
def test_look_alikes(key: str, line: str, answer: str) -> None:
    assert ask(key, line, "c: hm", "a: okay", "c: well", "a: right", "c: bye") == answer


def test_the_callers_words_are_not_the_agents() -> None:
    lines = (
        "a: Yes?",
        "c: Hello, how can I help you, what is your name? Bye, have a nice day.",
        "a: What?",
        "c: hm",
    )
    assert ask("greeting_given", *lines) == "no"
    assert ask("name_asked", *lines) == "no"


def test_a_greeting_at_the_end_is_no_greeting() -> None:
    lines = ["a: yes", "c: one", "a: two", "c: three", "a: four", "c: five", "a: how can I help you"]
    assert ask("greeting_given", *lines) == "no"


def test_a_call_cut_off_has_no_end_to_judge() -> None:
    cut = ["a: Northwind, how can I help?", "c: My furnace", "a: Your furnace, and", "c: is", "a: hello"]
    assert ask("polite_close", *cut) == "na"
    assert ask("polite_close", *cut, "c: bye") == "no"


def test_a_recap_does_not_apply_where_nothing_was_agreed() -> None:
    lines = ["a: Hello, how can I help?", "c: Is Bob there?", "a: No, wrong person.", "c: Sorry, thank you."]
    assert ask("recap_given", *lines) == "na"


def test_no_agent_and_no_call_are_not_applicable() -> None:
    assert set(answers(call("c: hello", "c: anybody?")).values()) == {"na"}
    assert set(answers([]).values()) == {"na"}


def test_mono_calls_are_searched_whole() -> None:
    mono = [Turn.from_text("unknown", turn.text) for turn in FULL]
    assert set(answers(mono).values()) == {"yes"}


def test_a_question_for_the_caller() -> None:
    question = Question("consent", "Did the caller agree?", "caller", Part.ANYWHERE, (r"\bi agree\b",))
    assert answer_question(question, call("a: I agree", "c: okay")).answer is Answer.NO
    assert answer_question(question, call("a: okay?", "c: Yes I agree")).answer is Answer.YES


def test_a_very_long_turn_is_answered_quickly() -> None:
    assert ask("polite_close", "a: " + "so the price is and " * 3000, "c: hm", "a: ok", "c: bye") in (
        "no",
        "na",
    )


def test_questions_do_not_apply_to_calls_that_are_no_business() -> None:
    turns = call(
        "a: Northwind, how can I help?",
        "c: Is this the pharmacy?",
        "a: No, this is a heating company.",
        "c: Sorry, bye.",
    )
    found = {
        item.key: item.answer.value for item in answer_scorecard(DEFAULT_SCORECARD, turns, ("not_a_lead",))
    }
    assert [key for key, answer in found.items() if answer == "na"] == [
        "need_identified",
        "appointment_offered",
        "price_or_cost_stated",
        "recap_given",
    ]
    assert answers(turns)["price_or_cost_stated"] == "no"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("a: So that is Monday at eleven for the furnace.", "yes"),
        ("a: Wonderful. Your visit is on Friday at nine in the morning.", "yes"),
        ("a: Would Friday at nine work for you?", "no"),
        ("a: We are open on Friday.", "no"),
    ],
)
def test_recaps(line: str, answer: str) -> None:
    assert (
        ask("recap_given", "a: Northwind", "c: my furnace", "a: okay", line, "c: yes", "a: thanks, bye")
        == answer
    )
