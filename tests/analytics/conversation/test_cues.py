import json

from analytics.conversation.cues import FLAG_NAMES, CueSet
from analytics.conversation.features import read_turns
from analytics.conversation.labels import INTENT, OUTCOME, default_labels
from analytics.conversation.phrases import Phrase
from compliance.redaction.dialogue import Turn
from tests.analytics.dialogues import BOOKED, DECLINED, call


def flags(turns: list[Turn]) -> dict[str, float]:
    cues = CueSet(events=default_labels(OUTCOME).events)
    return dict(zip(cues.names, cues.measure(read_turns(turns))[0], strict=True))


def test_a_booking_is_announced_last() -> None:
    found = flags(BOOKED)
    assert found["success announced"] == 1.0
    assert found["success came last"] == 1.0
    assert found["failure announced"] == 0.0
    assert found["no farewell"] == 0.0
    assert found["caller spoke last"] == 0.0


def test_a_refused_offer_is_seen_with_the_turn_of_the_refusal() -> None:
    cues = CueSet(events=default_labels(OUTCOME).events)
    numbers, shown = cues.measure(read_turns(DECLINED))
    refused = FLAG_NAMES.index("offer refused")
    assert (numbers[refused], shown[refused]) == (1.0, 3)


def test_a_question_is_never_a_success() -> None:
    assert flags(call("c: hi", "a: You want it booked, is it all set?"))["success announced"] == 0.0


def test_the_last_event_wins() -> None:
    turns = call(
        "c: book me",
        "a: hm",
        "a: I'm sorry, I was not able to get that slot.",
        "c: try later then",
        "a: That one is booked.",
    )
    found = flags(turns)
    assert (found["failure announced"], found["failure came last"], found["success came last"]) == (
        1.0,
        0.0,
        1.0,
    )


def test_only_agents_announce() -> None:
    assert flags(call("a: hi", "c: it is booked already"))["success announced"] == 0.0


def test_label_counts_are_capped_at_three() -> None:
    cues = CueSet({"bill": ("caller: bill",)})
    assert cues.measure(read_turns(call("c: bill bill bill bill bill")))[0] == [3.0]


def test_late_cues_ignore_the_first_half() -> None:
    cues = CueSet({"sold": ("agent: paid",)}, late_only=True)
    turns = call("a: paid", "c: a", "a: b", "c: c")
    assert cues.measure(read_turns(turns))[0] == [0.0]


def test_no_turns_raise_no_flag_but_the_missing_farewell() -> None:
    assert [name for name, value in flags([]).items() if value] == ["no farewell"]


def test_default_patterns_all_read_and_other_always_exists() -> None:
    for dimension in (INTENT, OUTCOME):
        for label in default_labels(dimension).labels:
            assert label.name
            assert label.description
            assert all(Phrase.parse(pattern) for pattern in label.cues)
    assert "other" in [label.key for label in default_labels(INTENT).labels]


def test_cues_as_json_keep_the_order_of_the_labels() -> None:
    cues = CueSet({"z": ("one",), "a": ("two",)})
    assert json.dumps(cues.to_json()["labels"]) == '[["z", "one"], ["a", "two"]]'
