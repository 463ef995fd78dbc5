"""What people read about a match."""

from typing import Any

import pytest

from attribution.matching.reasons import explain


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (
            {"kind": "tel_click", "seconds_since_click": 4.0, "seconds_since_seen": 4.0},
            ["Clicked the number 4 seconds before the call"],
        ),
        (
            {"kind": "number_on_show", "seconds_since_seen": 300.0, "shown_to_others": 3},
            ["The number was on show to this visit alone; last seen 5 minutes before the call"],
        ),
        (
            {"kind": "number_on_show", "seconds_since_seen": 0.0},
            ["The number was on show to this visit alone, which was on the page when the call came"],
        ),
        (
            {
                "kind": "number_shown_before",
                "seconds_since_seen": 3 * 3600.0,
                "shown_to_others": 4,
                "shown_to_others_since": 1,
                "known_caller": False,
                "same_region": False,
            },
            [
                "The number was shown to this visit earlier; last seen 3 hours before the call",
                "Shown to 1 other visit since",
                "The caller's number is known, but not as this visitor's",
                "Another region than the caller",
            ],
        ),
        (
            {
                "kind": "shared_number",
                "seconds_since_seen": 1.0,
                "shown_to_others": 2,
                "shown_to_others_since": 0,
                "known_caller": True,
                "same_region": True,
            },
            [
                "Saw a number that several visits were shown at once; last seen 1 second before the call",
                "2 other visits saw it",
                "The caller's number belongs to this visitor",
                "Same region as the caller",
            ],
        ),
        (
            {"kind": "returning_caller", "first_call": 7, "seconds_since_first_call": 172_800.0},
            ["The caller rang this number before, 2 days earlier: the first attribution is kept"],
        ),
        (
            {"kind": "source_number", "source": "Billboard 100%", "place": "offline", "forwarded_from": 9},
            [
                "The number stands for Billboard 100%",
                "The call was put through from another of your numbers",
            ],
        ),
        ({"kind": "hand_made"}, ["Hand made"]),
        ({}, [""]),
    ],
)
def test_reasons(evidence: dict[str, Any], said: list[str]) -> None:
    assert explain(evidence) == said
