import pytest

from analytics.conversation.measures import Limits, measure_speech, measure_turns, unite
from compliance.redaction.dialogue import Turn

AGENT = [(0.0, 10.0), (14.0, 20.0), (19.5, 30.0), (52.0, 60.0)]
CALLER = [(9.0, 14.2), (22.0, 24.0), (36.0, 50.0)]


def test_reference_call() -> None:
    found = measure_speech(AGENT, CALLER, 70, held=[(62, 67)])
    assert found.agent == pytest.approx(34)
    assert found.caller == pytest.approx(21.2)
    assert found.overtalk == pytest.approx(3.2)
    assert found.silence == pytest.approx(18)
    assert found.silence_unheld == pytest.approx(13)
    assert (found.dead_air, found.dead_air_count) == (pytest.approx(6), 1)
    assert found.talk_ratio == pytest.approx(0.615942, abs=1e-6)
    assert found.agent_percent == pytest.approx(34 / 70)
    assert found.overtalk_percent == pytest.approx(0.061538, abs=1e-6)
    assert (found.interruptions_by_caller, found.interruptions_by_agent) == (2, 0)


def test_parts_always_add_up_to_the_duration() -> None:
    found = measure_speech(AGENT, CALLER, 70)
    assert found.agent is not None
    assert found.caller is not None
    assert found.overtalk is not None
    assert found.agent + found.caller - found.overtalk + found.silence == pytest.approx(70)


def test_longest_monologue_runs_over_short_pauses_of_its_own() -> None:
    found = measure_speech([(0, 4), (5, 9), (12, 13)], [(20, 21)], 30)
    assert found.longest_monologue_agent == 9
    assert found.longest_monologue_caller == 1


def test_the_other_party_in_the_pause_ends_a_monologue() -> None:
    assert measure_speech([(0, 4), (5, 9)], [(4.2, 4.8)], 10).longest_monologue_agent == 4


def test_an_overlap_under_the_limit_is_no_interruption() -> None:
    assert measure_speech([(0, 5)], [(4.6, 8)], 10).interruptions_by_caller == 0
    assert measure_speech([(0, 5)], [(4.6, 8)], 10, limits=Limits(0.3)).interruptions_by_caller == 1


def test_a_silent_call_has_no_ratios() -> None:
    found = measure_speech([], [], 20)
    assert (found.silence, found.dead_air, found.dead_air_count) == (20, 20, 1)
    assert (found.talk_ratio, found.overtalk_percent, found.agent_percent) == (None, None, 0.0)


def test_an_empty_recording() -> None:
    found = measure_speech([], [], 0)
    assert (found.silence, found.agent_percent) == (0, None)


def test_segments_are_cut_to_the_recording_and_backward_ones_dropped() -> None:
    assert unite([(-2, 1), (3, 2), (0.5, 2), (9, 12)], 10) == [(0.0, 2), (9, 10)]


def test_words_less_than_half_a_second_apart_are_one_stretch() -> None:
    turns = [
        Turn.from_words("agent", [("hello", 0.0, 0.4, 1.0), ("there", 0.8, 1.0, 1.0)]),
        Turn.from_words("caller", [("hi", 2.0, 2.5, 1.0)]),
    ]
    found = measure_turns(turns, 3.0)
    assert found.agent == pytest.approx(1.0)
    assert found.caller == pytest.approx(0.5)
    assert found.silence == pytest.approx(1.5)


def test_mono_calls_know_their_silences_only() -> None:
    found = measure_turns([Turn.from_words("unknown", [("hello", 1.0, 2.0, 1.0)])], 10.0)
    assert (found.silence, found.dead_air, found.agent, found.talk_ratio) == (9.0, 8.0, None, None)


def test_turns_without_times_count_as_silence() -> None:
    assert measure_turns([Turn.from_text("agent", "hello")], 4.0).silence == 4.0
