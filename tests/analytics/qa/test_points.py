import pytest

from analytics.qa.points import score_answers
from analytics.qa.question import Answer, Part, Question, Scorecard

YES, NO, NA = Answer.YES, Answer.NO, Answer.NA


def card(critical: bool = False) -> Scorecard:
    return Scorecard(
        "Test",
        (
            Question("a", "A?", "agent", Part.START, ("a",), weight=3, critical=critical),
            Question("b", "B?", "agent", Part.END, ("b",), weight=1),
        ),
    )


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [(YES, YES, 100.0), (YES, NO, 75.0), (NO, YES, 25.0), (NO, NO, 0.0), (YES, NA, 100.0), (NA, NO, 0.0)],
)
def test_points_by_weight_without_what_does_not_apply(first: Answer, second: Answer, value: float) -> None:
    assert score_answers(card(), {"a": first, "b": second}).value == value


def test_nothing_applicable_has_no_score() -> None:
    found = score_answers(card(), {"a": NA})
    assert (found.value, found.possible, found.passed_critical) == (None, 0.0, True)


def test_a_critical_no_fails_the_call_and_keeps_the_points() -> None:
    found = score_answers(card(critical=True), {"a": NO, "b": YES})
    assert (found.value, found.reached, found.possible) == (0.0, 1.0, 4.0)
    assert found.failed_critical == ("a",)


def test_a_critical_question_that_does_not_apply_fails_nothing() -> None:
    assert score_answers(card(critical=True), {"a": NA, "b": YES}).value == 100.0


def test_answers_to_other_questions_are_ignored() -> None:
    assert score_answers(card(), {"a": YES, "b": YES, "old": NO}).value == 100.0
