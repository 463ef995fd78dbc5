"""Candidate visits and their probabilities. The weights here are round ones; the fitted ones are tested by what they say."""

from dataclasses import replace

import pytest

from attribution.matching.candidate import NEVER, Caller, Candidate, FirstCall
from attribution.matching.evidence import MOST_KEPT, NEGLIGIBLE, weigh
from attribution.matching.weights import DAY, HOUR, MINUTE, WEIGHTS, Weights

ROUND = Weights(
    on_show=8,
    on_show_half_life=MINUTE,
    soon=1,
    soon_half_life=10 * MINUTE,
    later=0,
    later_half_life=HOUR,
    kept=0,
    kept_half_life=DAY,
    click=90,
    click_half_life=30,
    own=4,
    stranger=0.25,
    returning=10,
    same_region=2,
    other_region=0.5,
)


def candidate(visit: int, seen: float = 0, **changes: object) -> Candidate:
    one = Candidate(visit, 100 + visit, shown=seen + 60, seen=seen, lease=1800)
    return replace(one, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "odds", "kind"),
    [
        (candidate(1), 9, "number_on_show"),
        (candidate(1, 60), 4 + 2**-0.1, "number_on_show"),
        (candidate(1, 600), 8 * 2**-10 + 0.5, "number_on_show"),
        (candidate(1, 2400), 8 * 2**-40 + 2**-4, "number_shown_before"),
        (candidate(1, clicked=0), 99, "tel_click"),
        (candidate(1, clicked=30), 54, "tel_click"),
        (candidate(1, clicked=120), 9 + 90 / 16, "tel_click"),
        (candidate(1, clicked=121), 9, "number_on_show"),
        (candidate(1, shared=True), 9, "shared_number"),
        (candidate(1, same_region=True), 18, "number_on_show"),
        (candidate(1, same_region=False), 4.5, "number_on_show"),
    ],
)
def test_one_candidate_against_nobody(one: Candidate, odds: float, kind: str) -> None:
    (row,) = weigh([one], weights=ROUND)
    assert row.probability == pytest.approx(odds / (1 + odds))
    assert (row.evidence["kind"], row.evidence["odds"]) == (kind, round(odds, 4))


def test_candidates_share_by_their_odds() -> None:
    rows = weigh([candidate(1, 600), candidate(2)], weights=ROUND)
    total = 1 + 9 + 0.5 + 8 / 1024
    assert [row.visit_id for row in rows] == [2, 1]
    assert [row.probability for row in rows] == pytest.approx([9 / total, (0.5 + 8 / 1024) / total])
    assert [row.evidence["shown_to_others"] for row in rows] == [1, 1]
    assert [row.evidence["shown_to_others_since"] for row in rows] == [0, 1]


def test_no_candidate_no_match() -> None:
    assert weigh([]) == []


def test_negligible_candidates_are_dropped_and_their_share_goes_to_nobody() -> None:
    assert weigh([candidate(1, 12 * 600)], weights=ROUND) == []
    (row,) = weigh([candidate(1), candidate(2, 12 * 600)], weights=ROUND)
    assert row.probability == pytest.approx(9 / (10 + 2**-12), abs=1e-4)


def test_a_known_caller_favours_the_own_visit() -> None:
    rows = weigh([candidate(1), candidate(2)], Caller(frozenset({102})), weights=ROUND)
    assert [row.visit_id for row in rows] == [2, 1]
    assert [row.probability for row in rows] == pytest.approx([36 / 39.25, 2.25 / 39.25])
    assert [row.evidence["known_caller"] for row in rows] == [True, False]


def test_a_returning_caller_keeps_the_first_attribution_and_says_so() -> None:
    first = FirstCall(call_id=7, ago=2 * DAY, shares={1: 0.9, 3: 0.05})
    rows = weigh([candidate(2)], Caller(frozenset({101}), first), weights=ROUND)
    total = 1 + 10 + 2.25
    assert [row.visit_id for row in rows] == [1, 2, 3]
    assert [row.probability for row in rows] == pytest.approx([9 / total, 2.25 / total, 0.5 / total])
    assert rows[0].evidence == {
        "kind": "returning_caller",
        "first_call": 7,
        "seconds_since_first_call": 2 * DAY,
        "odds": 9.0,
    }


def test_a_caller_who_saw_the_number_anew_does_not_return() -> None:
    first = FirstCall(call_id=7, ago=2 * DAY, shares={1: 0.9})
    caller = Caller(frozenset({101}), first)
    anew = candidate(5, visitor_id=101)
    (row,) = weigh([anew], caller, weights=ROUND)
    assert (row.visit_id, row.evidence["kind"]) == (5, "number_on_show")
    assert row.probability == pytest.approx(36 / 37)


def test_the_visit_of_the_first_call_itself_is_no_new_exposure() -> None:
    caller = Caller(frozenset({101}), FirstCall(call_id=7, ago=HOUR, shares={1: 0.9}))
    (row,) = weigh([candidate(1, 2 * HOUR)], caller, weights=ROUND)
    assert row.evidence["kind"] == "returning_caller"
    assert row.probability == pytest.approx((9 + 4 * 2**-12) / (11 + 4 * 2**-12))


def test_the_fitted_weights_are_in_order() -> None:
    def alone(**changes: object) -> float:
        return weigh([candidate(1, **changes)])[0].probability  # type: ignore[arg-type]

    assert alone(clicked=5.0) > alone() > alone(seen=20 * MINUTE) > alone(seen=6 * HOUR)
    assert alone() > 0.9
    assert alone(same_region=True) > alone() > alone(same_region=False)
    assert WEIGHTS.own > 1 > WEIGHTS.stranger


def test_many_candidates_never_sum_to_more_than_one_and_are_capped() -> None:
    rows = weigh([candidate(n, clicked=1.0) for n in range(300)])
    assert rows == []  # each is below what is worth a row
    rows = weigh([candidate(n, seen=0) for n in range(50)], weights=ROUND)
    assert len(rows) == MOST_KEPT
    assert [row.visit_id for row in rows] == list(range(MOST_KEPT))
    assert all(row.probability >= NEGLIGIBLE for row in rows)
    assert sum(row.probability for row in rows) < 1
    assert rows[0].evidence["shown_to_others"] == 49


def test_never_clicked_is_no_click() -> None:
    assert weigh([candidate(1, clicked=NEVER)], weights=ROUND)[0].probability == pytest.approx(0.9)
