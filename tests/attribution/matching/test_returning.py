"""Who a caller's number is known to belong to."""

from attribution.matching.candidate import Caller, FirstCall
from attribution.matching.returning import (
    DAY,
    MOST_BROWSERS,
    MOST_CALLS_A_DAY,
    RETURNS_WITHIN,
    EarlierCall,
    recognise,
)

NOBODY = Caller()


def earlier(
    call: int, ago: float, shares: dict[int, float], number: int = 1, visitor: int = 11
) -> EarlierCall:
    return EarlierCall(call, ago, number, shares, visitor)


def test_an_earlier_call_to_the_same_number_is_kept() -> None:
    found = recognise([earlier(7, 3 * DAY, {1: 0.95})], 1, frozenset())
    assert found == Caller(frozenset({11}), FirstCall(7, 3 * DAY, {1: 0.95}))


def test_of_several_calls_the_first_with_the_newest_answer_is_kept() -> None:
    calls = [
        earlier(7, 9 * DAY, {1: 0.95}),
        earlier(8, 6 * DAY, {2: 0.9}),
        earlier(9, 3 * DAY, {2: 0.8}),
    ]
    first = recognise(calls, 1, frozenset()).first
    assert first == FirstCall(8, 6 * DAY, {2: 0.9})


def test_another_number_was_seen_anew() -> None:
    assert recognise([earlier(7, DAY, {1: 0.95}, number=2)], 1, frozenset()) == Caller(frozenset({11}))


def test_a_call_of_unknown_origin_says_nothing() -> None:
    assert recognise([earlier(7, DAY, {1: 0.4, 2: 0.3})], 1, frozenset()) == NOBODY
    assert recognise([earlier(7, DAY, {})], 1, frozenset()) == NOBODY


def test_ninety_days_are_the_limit_and_later_calls_do_not_count() -> None:
    assert recognise([earlier(7, RETURNS_WITHIN, {1: 0.95})], 1, frozenset()).first is not None
    assert recognise([earlier(7, RETURNS_WITHIN + 1, {1: 0.95})], 1, frozenset()) == NOBODY
    assert recognise([earlier(7, -5, {1: 0.95}), earlier(8, 0, {1: 0.95})], 1, frozenset()) == NOBODY


def test_a_number_that_calls_too_often_in_a_day_is_nobodys() -> None:
    calls = [earlier(n, 60.0 * n, {1: 0.95}) for n in range(1, MOST_CALLS_A_DAY + 1)]
    assert recognise(calls, 1, frozenset()).first is not None
    assert recognise([*calls, earlier(99, DAY, {1: 0.95})], 1, frozenset()) == NOBODY


def test_a_number_that_many_browsers_share_is_nobodys() -> None:
    calls = [earlier(n, n * 2 * DAY, {n: 0.95}, visitor=n) for n in range(1, MOST_BROWSERS + 1)]
    assert recognise(calls, 1, frozenset()).visitor_ids == {1, 2, 3}
    assert recognise(calls, 1, frozenset({4})) == NOBODY


def test_a_number_known_by_other_means() -> None:
    assert recognise([], 1, frozenset({5})) == Caller(frozenset({5}))
