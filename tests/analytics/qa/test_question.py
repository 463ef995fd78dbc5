import pytest

from analytics.qa.question import Part, Question, Scorecard


@pytest.mark.parametrize(
    ("part", "count", "turns"),
    [
        (Part.ANYWHERE, 5, range(5)),
        (Part.START, 10, range(3)),
        (Part.END, 10, range(7, 10)),
        (Part.RECAP, 10, range(4, 10)),
        (Part.START, 3, range(2)),
        (Part.END, 1, range(1)),
        (Part.END, 0, range(0)),
    ],
)
def test_parts_of_a_call(part: Part, count: int, turns: range) -> None:
    assert part.span(count) == turns


def test_bad_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="question x: the speaker"):
        Question("x", "X?", "boss", Part.END, ())
    with pytest.raises(ValueError, match="question x: the weight"):
        Question("x", "X?", "agent", Part.END, (), weight=0)


def test_keys_are_unique_in_a_card() -> None:
    question = Question("x", "X?", "agent", Part.END, ())
    with pytest.raises(ValueError, match="a key occurs twice"):
        Scorecard("Card", (question, question))
