"""The digits and clips of the sound benchmark: as marked, repeatable, and measured by the product's own steps."""

from itertools import islice

import numpy as np
import pytest

from config.bench.digits import RATE, voices
from config.bench.sound import GROUPS, MEASURES, measure_sound
from config.bench.sound_clips import SHARES, make_clips


def test_every_voice_has_three_takes_of_every_digit() -> None:
    callers = [voice for voice in voices().values() if voice.name != "agent"]
    assert len(callers) == 7
    for voice in callers:
        assert [len(takes) for takes in voice.digits] == [3] * 10, voice.name
        lengths = [len(take) / RATE for takes in voice.digits for take in takes]
        assert 0.12 < min(lengths) <= max(lengths) < 0.8, voice.name
    assert set(voices()["agent"].sentences) >= {
        "ask-card",
        "ask-cvv",
        "ask-code",
        "ask-ssn",
        "ask-phone",
        "close",
    }


def test_the_same_seed_gives_the_same_clips() -> None:
    first, again = (list(islice(make_clips(8, 3), 8)) for _ in range(2))
    assert [clip.audio.digest() for clip in first] == [clip.audio.digest() for clip in again]
    other = next(make_clips(1, 4))
    assert other.audio.digest() != first[0].audio.digest()


def test_sixty_clips_hold_every_kind() -> None:
    kinds = [clip.kind for clip in make_clips()]
    assert {kind: kinds.count(kind) for kind in SHARES} == SHARES


def test_digits_sound_where_they_are_marked_and_pauses_lie_between() -> None:
    for clip in make_clips(10, 2):
        caller = clip.audio.samples[:, 0]
        for start, end in clip.digits:
            assert np.abs(caller[int(start * RATE) : int(end * RATE)]).max() > 0.02
        gaps = [after[0] - before[1] for before, after in zip(clip.digits, clip.digits[1:], strict=False)]
        assert all(0.15 <= gap <= 0.6 for gap in gaps)
        for (_, stop), (start, _) in zip(clip.digits, clip.digits[1:], strict=False):
            assert np.abs(caller[int((stop + 0.01) * RATE) : int((start - 0.01) * RATE)]).max() < 0.02


@pytest.mark.parametrize("kind", ["A", "D"])
def test_lengths(kind: str) -> None:
    lengths = {len(clip.digits) for clip in make_clips(60) if clip.kind == kind}
    assert lengths <= ({15, 16} if kind == "A" else {3, 4, 5, 6})


def test_a_clip_goes_the_whole_way() -> None:
    figures = measure_sound(1, seed=5)
    assert (figures.clips, list(figures.measures)) == (1, list(MEASURES))
    product = figures.measures["the product"]
    assert sum(share.clips for share in product.groups.values()) == 1
    assert set(product.groups) == set(GROUPS)
    assert all(share.muted == 1.0 for share in product.groups.values())
    assert figures.heard == {"whisper-base": 0, "whisper-tiny.en": 0}
    assert figures.cost("transcription") == 1.0
    assert set(figures.work) >= {"words", "second model", "energy", "verification", "all of redaction"}
