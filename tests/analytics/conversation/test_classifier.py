import subprocess
import sys
import time
from pathlib import Path

import pytest

from analytics.conversation.artifact import ArtifactError
from analytics.conversation.classifier import Classifier
from compliance.redaction.dialogue import Turn
from tests.analytics.dialogues import BOOKED, DECLINED, SOLD, call

VOICEMAIL = call(
    "a: You have reached Northwind Heating and Air. We are closed. Please leave a message after the tone.",
    "c: Yes hello, this is [NAME_1], I would like to get my boiler serviced before winter sets in. "
    "Please call me back at [PHONE_1]. Thank you.",
)
WRONG_NUMBER = call(
    "a: Northwind Heating and Air, how can I help?",
    "c: Hi, is this the pharmacy? I want to refill a prescription.",
    "a: No, I'm sorry, you have the wrong number, this is a heating company.",
    "c: Oh, my mistake, sorry about that. Bye.",
)
SPANISH = call(
    "a: Buenos dias, en que le puedo ayudar",
    "c: Hola, necesito que alguien venga a mi casa porque el aire acondicionado no funciona",
    "a: Claro que si, mandamos a un tecnico",
    "c: Gracias, muy amable, hasta luego",
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.mark.parametrize(
    ("turns", "intent", "outcome"),
    [
        (BOOKED, "book_appointment", "appointment_booked"),
        (SOLD, "purchase", "sale_made"),
        (DECLINED, "request_quote", "no_sale"),
        (WRONG_NUMBER, "wrong_number", "not_a_lead"),
        (VOICEMAIL, "book_appointment", "voicemail"),
    ],
)
def test_calls_of_the_trade(classifier: Classifier, turns: list[Turn], intent: str, outcome: str) -> None:
    found = classifier.classify(turns)
    assert (found.intent.label, found.outcome.label) == (intent, outcome)
    assert 0.0 < found.outcome.p <= 1.0


def test_evidence_quotes_the_turn_that_decided(classifier: Classifier) -> None:
    found = classifier.classify(BOOKED)
    last = found.outcome.evidence[-1]
    assert last.turn == 4
    assert last.quote == "Great, you're all set for Thursday between ten and noon."
    assert BOOKED[last.turn].text[last.begin : last.stop] == last.quote
    assert 1 in [item.turn for item in found.intent.evidence]


def test_evidence_has_seconds_where_the_words_have_times(classifier: Classifier) -> None:
    timed = [
        Turn.from_words(
            turn.speaker,
            [
                (word.text, at * 10 + n * 0.3, at * 10 + n * 0.3 + 0.2, 1.0)
                for n, word in enumerate(turn.words)
            ],
        )
        for at, turn in enumerate(BOOKED)
    ]
    last = classifier.classify(timed).outcome.evidence[-1]
    assert last.start is not None
    assert last.end is not None
    assert 40.0 <= last.start < last.end < 50.0


def test_versions_name_the_model(classifier: Classifier) -> None:
    assert classifier.versions()["outcome"].startswith("default@")
    assert classifier.classify(BOOKED).outcome.version == classifier.versions()["outcome"]


@pytest.mark.parametrize(
    "turns",
    [
        [],
        call("a: Hello? Is anybody there?"),
        call("a: Northwind", "c: oh sorry", "c: bye"),
        call("c: yes hello can you hear me over there"),
    ],
)
def test_too_short_calls_are_no_conversation(classifier: Classifier, turns: list[Turn]) -> None:
    found = classifier.classify(turns)
    assert (found.outcome.label, found.outcome.p, found.outcome.abstained) == ("no_conversation", 1.0, False)
    assert (found.intent.label, found.intent.abstained, found.intent.reason) == ("other", True, "too_short")


def test_another_language_is_left_to_people(classifier: Classifier) -> None:
    found = classifier.classify(SPANISH)
    assert found.intent.abstained
    assert found.outcome.abstained
    told = classifier.classify(BOOKED, language="es")
    assert (told.outcome.reason, told.outcome.abstained, told.sentiment.abstained) == ("language", True, True)


def test_words_nobody_taught_are_unfamiliar(classifier: Classifier) -> None:
    found = classifier.classify(
        call("c: zorp quix blarn flim", "a: wubble grint", "c: snarp dweeb plonk frizz")
    )
    assert (found.intent.reason, found.intent.abstained) == ("unfamiliar", True)


@pytest.mark.parametrize(
    "turns",
    [
        call("c: \U0001f600 \U0001f600", "a: \u2603"),
        call(
            "u: hello I need my furnace repaired please",
            "u: we can come Tuesday at nine",
            "u: okay that works",
        ),
        call("c: I want to schedule a tune up for my furnace please", "c: hello? is anybody there today?"),
        call("c: " + "furnace repair please " * 3500, "a: okay", "c: thanks bye"),
        BOOKED * 300,
    ],
    ids=["emoji", "mono", "no agent", "10,000 words in a turn", "three hours"],
)
def test_strange_calls_have_a_result(classifier: Classifier, turns: list[Turn]) -> None:
    found = classifier.classify(turns)
    assert found.intent.label
    assert found.outcome.label


def test_a_card_number_hidden_by_redaction_still_speaks_for_a_sale(classifier: Classifier) -> None:
    numbers = {"[CARD_1]": "[CARD_3]", "[CVV_1]": "[CVV_9]"}
    renamed = [Turn.from_text(t.speaker, numbers.get(t.text, t.text)) for t in SOLD]
    assert classifier.classify(renamed).outcome.label == "sale_made"


@pytest.mark.parametrize("version", ["missing", "../etc", "", "a b"])
def test_unknown_versions_are_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(ArtifactError):
        Classifier.load(version, root=tmp_path)


def test_names_need_a_root() -> None:
    with pytest.raises(ArtifactError, match="not the name"):
        Classifier.load("mine")


def test_a_thousand_calls_take_less_than_two_cpu_seconds(classifier: Classifier) -> None:
    calls = [BOOKED + SOLD, DECLINED + WRONG_NUMBER, BOOKED + DECLINED, SOLD + SOLD]
    start = time.process_time()
    for turns in calls * 50:
        classifier.classify(turns)
    assert (time.process_time() - start) * 5 < 4.0


def test_classifying_loads_no_training_library() -> None:
    code = (
        "import sys; from analytics.conversation.classifier import Classifier;"
        "import analytics.conversation.records, analytics.qa.answers;"
        "from compliance.redaction.dialogue import Turn;"
        "Classifier.load().classify([Turn.from_text('caller', 'please fix my furnace today ' * 9)]);"
        "print(sorted({'sklearn', 'scipy', 'torch', 'spacy', 'presidio_analyzer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
