"""Loops, words on silence, times that run over pauses, and stretches that were skipped."""

import numpy as np
import pytest

from calls.transcription.merge import TimedWord
from calls.transcription.repair import Sound, looping, without_loops
from calls.transcription.segments import pieces
from tests.calls.transcription.test_segments import RATE, sound


def line(text: str) -> list[TimedWord]:
    return [TimedWord(word, float(n), n + 0.5, 0.9) for n, word in enumerate(text.split())]


def texts(found: list[TimedWord]) -> str:
    return " ".join(word.text for word in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thank you " * 20, "thank you " * 4),
        ("well I'm not going to be able to do it " * 9, "well I'm not going to be able to do it " * 4),
        ("no no no no", "no no no no"),
        ("my card is five five five five one two", "my card is five five five five one two"),
        ("yes okay " + "you " * 12 + "bye", "yes okay you you you you bye"),
    ],
)
def test_loops_are_cut_and_speech_is_not(text: str, expected: str) -> None:
    assert texts(without_loops(line(text))) == expected.strip()


def test_looping_is_seen_in_long_texts_only() -> None:
    assert looping("I'm Sean. " * 12)
    assert not looping("five five five five five")
    assert not looping(
        "Thank you for calling Northwind Heating and Air, this is Dana, how can I help you today?"
    )


@pytest.fixture
def channel() -> Sound:
    """Sound from 2 to 3 s and from 6 to 9 s."""
    return Sound(sound((2, 0), (1, 0.3), (3, 0), (3, 0.3), (2, 0)), RATE)


def test_words_on_silence_are_not_supported(channel: Sound) -> None:
    assert channel.supported(TimedWord("yes", 2.2, 2.5, 0.9))
    assert channel.supported(TimedWord("yes", 3.2, 3.4, 0.9))
    assert not channel.supported(TimedWord("you", 4.2, 4.8, 0.9))


def test_silence_at_the_edges_of_a_word_goes(channel: Sound) -> None:
    word = channel.trimmed(TimedWord("sure", 3.4, 6.4, 0.9))
    assert (word.start, word.end) == (pytest.approx(5.94, abs=0.03), 6.4)


def test_a_word_over_a_pause_keeps_its_fuller_side(channel: Sound) -> None:
    word = channel.trimmed(TimedWord("sure", 2.9, 6.9, 0.9))
    assert word.start == pytest.approx(5.94, abs=0.03)


def test_digits_read_in_groups_stay_whole(channel: Sound) -> None:
    word = channel.trimmed(TimedWord("4242", 2.5, 6.9, 0.9))
    assert (word.start, word.end) == (2.5, 6.9)


def test_a_skipped_stretch_is_found(channel: Sound) -> None:
    samples = sound((2, 0), (1, 0.3), (3, 0), (3, 0.3), (2, 0))
    found = channel.missed([TimedWord("yes", 2.1, 2.9, 0.9)], pieces(samples, RATE))
    assert len(found) == 1
    assert found[0].begin <= 6 * RATE
    assert found[0].stop >= 9 * RATE


def test_nothing_is_missed_where_words_are(channel: Sound) -> None:
    samples = sound((2, 0), (1, 0.3), (3, 0), (3, 0.3), (2, 0))
    heard = [
        TimedWord("yes", 2.1, 2.9, 0.9),
        *(TimedWord("w", 6 + n * 0.5, 6.5 + n * 0.5, 0.9) for n in range(6)),
    ]
    assert channel.missed(heard, pieces(samples, RATE)) == []


def test_sound_of_nothing() -> None:
    empty = Sound(np.zeros(0, np.float32), RATE)
    assert not empty.supported(TimedWord("you", 0.0, 1.0, 0.9))
    assert empty.missed([], []) == []
