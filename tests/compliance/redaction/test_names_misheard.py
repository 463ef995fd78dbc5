"""A name that the recogniser hears two ways is hidden both times."""

import pytest

from compliance.redaction.dialogue import Turn
from compliance.redaction.services import engine


def _last(name: str, closing: str) -> str:
    turns = [
        Turn.from_text("agent", "What is the name on the card?"),
        Turn.from_text("caller", name),
        Turn.from_text("agent", "Sure."),
        Turn.from_text("agent", closing),
    ]
    return engine().redact(turns).turns[-1].text


def test_the_other_hearing_is_hidden_too() -> None:
    assert _last("Ellen Foster.", "Thank you for your order. Helen, goodbye.") == (
        "Thank you for your order. [NAME_2], goodbye."
    )


@pytest.mark.parametrize(
    "closing", ["Great, that is all set for Wednesday.", "The order goes out today. Thanks!"]
)
def test_ordinary_words_that_look_alike_stay(closing: str) -> None:
    assert _last("Greta Foster.", closing) == closing
