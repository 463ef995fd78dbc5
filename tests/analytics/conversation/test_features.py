from analytics.conversation.features import call_features, count_features, last_part, read_turns, tokenise
from tests.analytics.dialogues import call


def test_tokens_are_lower_case_and_placeholders_lose_their_number() -> None:
    assert tokenise("It\u2019s [CARD_1], NOT [CARD_12]!") == ["it's", "[card]", "not", "[card]"]


def test_placeholders_with_longer_types_stay_whole() -> None:
    assert tokenise("[CARD_EXPIRY_2] and [NAME]") == ["[card_expiry]", "and", "[name]"]


def test_emoji_and_empty_text_have_no_tokens() -> None:
    assert tokenise("\U0001f600 …") == []


def test_last_part_is_a_third_but_at_least_two_turns() -> None:
    assert [last_part(count) for count in (0, 1, 2, 3, 6, 9, 10)] == [0, 0, 0, 1, 4, 6, 7]


def test_features_of_an_exchange() -> None:
    rows = call_features(read_turns(call("a: Want it?", "c: No thanks", "a: bye")))
    assert rows[0] == ["a:want", "a:it", "a:want it"]
    assert rows[1] == [
        "c:no", "c:thanks", "c:no thanks", "Lc:no", "Lc:thanks", "Lc:no thanks", "Pawant|no", "Pait|no",
    ]  # fmt: skip
    assert rows[2] == ["a:bye", "La:bye", "Pcno|bye", "Pcthanks|bye", "END:a"]


def test_a_turn_of_unknown_speaker_makes_the_whole_call_mono_without_exchanges() -> None:
    rows = call_features(read_turns(call("a: yes", "u: no")))
    assert rows == [["u:yes", "Lu:yes"], ["u:no", "Lu:no", "END:u"]]


def test_neighbouring_turns_of_one_speaker_make_no_exchange() -> None:
    rows = call_features(read_turns(call("c: one", "c: two")))
    assert not [name for row in rows for name in row if name.startswith("P")]


def test_counts_cover_the_whole_call() -> None:
    assert count_features([["a", "b"], ["a"]]) == {"a": 2, "b": 1}
