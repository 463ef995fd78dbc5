import pytest

from analytics.conversation.phrases import PatternError, Phrase, PhraseIndex


def find(pattern: str, text: str, speaker: str = "c") -> list[tuple[int, int]]:
    return [(begin, end) for _, begin, end in PhraseIndex([("x", pattern)]).find(text.split(), speaker)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("cancel", "please cancel it", [(1, 2)]),
        ("cancel|stop ... plan", "stop my service plan now", [(0, 4)]),
        ("cancel ... plan", "cancel a b c d plan", [(0, 6)]),
        ("cancel ... plan", "cancel a b c d e plan", []),
        ("frustrat*", "so frustrating", [(1, 2)]),
        ("[card]", "it is [card] ok", [(2, 3)]),
        ("tune up", "tune it up", []),
    ],
)
def test_patterns(pattern: str, text: str, found: list[tuple[int, int]]) -> None:
    assert find(pattern, text) == found


def test_a_speaker_limits_a_pattern_but_unknown_speakers_match_all() -> None:
    assert find("agent: all set", "all set", "c") == []
    assert find("agent: all set", "all set", "a") == [(0, 2)]
    assert find("agent: all set", "all set", "u") == [(0, 2)]


@pytest.mark.parametrize("pattern", ["", "... plan", "plan ...", "boss: hello", "ab*", "a(b", "caller:"])
def test_unreadable_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="pattern"):
        Phrase.parse(pattern)


def test_many_gaps_on_hostile_text_stay_cheap() -> None:
    assert find("a ... a ... a ... b", "a " * 3000) == []
