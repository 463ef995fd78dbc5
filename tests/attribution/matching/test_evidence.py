"""Candidate visits and their probabilities."""

from datetime import UTC, datetime, timedelta

import pytest

from attribution.matching.evidence import Candidate, weigh

CALL = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=30)


def candidate(visit: int, seen_ago: timedelta, click_ago: timedelta | None = None) -> Candidate:
    click = None if click_ago is None else CALL - click_ago
    return Candidate(visit, CALL - seen_ago - timedelta(minutes=1), CALL - seen_ago, LEASE, click)


@pytest.mark.parametrize(
    ("one", "probability", "kind"),
    [
        (candidate(1, timedelta(minutes=5)), 0.90, "number_on_show"),
        (candidate(1, timedelta(minutes=5), timedelta(seconds=30)), 0.97, "tel_click"),
        (candidate(1, timedelta(minutes=5), timedelta(seconds=121)), 0.90, "number_on_show"),
        (candidate(1, LEASE + timedelta(hours=24)), 0.375, "number_shown_before"),
        (candidate(1, LEASE + timedelta(hours=48)), 0.1875, "number_shown_before"),
    ],
)
def test_a_single_candidate_keeps_its_weight(one: Candidate, probability: float, kind: str) -> None:
    (row,) = weigh([one], CALL)
    assert row.probability == pytest.approx(probability)
    assert row.evidence["kind"] == kind


def test_two_candidates_share_by_their_odds() -> None:
    rows = weigh([candidate(1, LEASE + timedelta(hours=24)), candidate(2, timedelta(0))], CALL)
    assert [row.visit_id for row in rows] == [2, 1]
    assert [row.probability for row in rows] == pytest.approx([9 / 10.6, 0.6 / 10.6])
    assert sum(row.probability for row in rows) < 1


def test_no_candidate_no_match() -> None:
    assert weigh([], CALL) == []


def test_a_negligible_candidate_is_dropped_and_its_share_goes_to_nobody() -> None:
    assert weigh([candidate(1, timedelta(days=7))], CALL) == []
