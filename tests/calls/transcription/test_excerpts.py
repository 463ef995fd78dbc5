"""Hearing stretches of a recording by themselves: times are those of the recording."""

import numpy as np
import pytest

from calls.transcription.audio import Audio
from calls.transcription.backend import RawTranscript, TranscriptionBackend
from calls.transcription.excerpts import SEAM_SECONDS, cut, listen, united
from compliance.redaction.dialogue import RawTurn

RATE = 1000


class Ear(TranscriptionBackend):
    """Says one word for each second that sounds."""

    key = "ear"

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.languages: list[str] = []

    def transcribe(self, audio: Audio, language: str = "", *, only_numbers: bool = False) -> RawTranscript:
        assert only_numbers
        self.heard.append(audio.duration)
        self.languages.append(language)
        loud = np.abs(audio.samples[:, 0]) > 0.5
        starts = np.flatnonzero(loud & ~np.concatenate([[False], loud[:-1]])) / RATE
        turns = tuple(RawTurn.from_words("caller", [("hey", s, s + 0.5, 0.9)]) for s in starts)
        return RawTranscript(turns, "en", 1.0, audio.duration, audio.channels, self.key, "x")


def audio(*loud: tuple[float, float], seconds: float = 60.0) -> Audio:
    samples = np.random.default_rng(1).normal(0, 0.001, (int(seconds * RATE), 2)).astype(np.float32)
    for start, end in loud:
        samples[int(start * RATE) : int(end * RATE), 0] = 0.8
    return Audio(samples, RATE)


def test_only_the_stretches_are_heard_with_times_of_the_recording() -> None:
    ear = Ear()
    found = listen(
        ear, audio((5, 6), (20, 21), (31, 32), (50, 51)), [(30.0, 33.0, "both"), (19.5, 22.0, "caller")]
    )
    assert [(turn.start, turn.end) for turn in found] == [(20.0, 20.5), (31.0, 31.5)]
    assert ear.heard == [pytest.approx(2.5 + 3.0 + 2 * SEAM_SECONDS)]
    assert ear.languages == ["en"]


def test_nothing_to_hear_is_not_heard() -> None:
    ear = Ear()
    assert listen(ear, audio(), []) == ()
    assert listen(ear, audio(), [(61.0, 65.0, "both"), (3.0, 3.0, "both")]) == ()
    assert ear.heard == []


def test_stretches_that_meet_are_one_and_end_with_the_recording() -> None:
    stretches = [(5.0, 8.0, "caller"), (-2.0, 1.0, "agent"), (7.0, 9.0, "agent"), (58.0, 70.0, "both")]
    assert united(stretches, 60.0) == [(0.0, 1.0, "agent"), (5.0, 9.0, "both"), (58.0, 60.0, "both")]


def test_the_other_channel_is_not_heard_where_one_is_named() -> None:
    recording = audio((2, 3), seconds=10.0)
    assert np.abs(cut(recording, [(1.0, 4.0, "agent")]).audio.samples[:3000, 0]).max() == 0.0
    assert np.abs(cut(recording, [(1.0, 4.0, "caller")]).audio.samples[:3000, 0]).max() == np.float32(0.8)


def test_the_recording_stays_as_it_was() -> None:
    recording = audio((2, 3), seconds=10.0)
    before = recording.digest()
    excerpt = cut(recording, [(1.0, 8.0, "agent")])
    np.testing.assert_array_equal(excerpt.audio.samples[:7000, 1], recording.samples[1000:8000, 1])
    assert recording.digest() == before


def test_a_silent_channel_stays_silent() -> None:
    recording = audio(seconds=10.0)
    recording.samples[:, 1] = 0.0
    assert not cut(recording, [(1.0, 3.0, "both")]).audio.samples[:, 1].any()
