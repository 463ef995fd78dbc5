"""What is true of the probabilities whatever the candidates are."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from attribution.matching.candidate import NEVER, Caller, Candidate, FirstCall
from attribution.matching.evidence import Weighed, odds, odds_beyond, weigh
from attribution.matching.weights import DAY, WEIGHTS

ages = st.floats(0, 8 * DAY)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    count = draw(st.integers(0, 12))
    found = []
    for visit in range(1, count + 1):
        seen = draw(ages)
        clicked = draw(st.one_of(st.just(NEVER), st.floats(seen, seen + 600)))
        shared, region = draw(st.booleans()), draw(st.sampled_from([None, True, False]))
        visitor = 100 + draw(st.integers(1, 12))
        found.append(Candidate(visit, visitor, seen + draw(ages), seen, 1800, clicked, shared, region))
    return found


callers = st.builds(
    Caller,
    st.frozensets(st.integers(101, 112), max_size=3),
    st.one_of(
        st.none(),
        st.builds(
            FirstCall,
            st.just(7),
            st.floats(1, 90 * DAY),
            st.dictionaries(st.integers(1, 15), st.floats(0, 0.33), max_size=3),
        ),
    ),
)


def said(rows: list[Weighed]) -> dict[int, float]:
    return {row.visit_id: row.probability for row in rows}


@given(candidates(), callers)
def test_they_are_probabilities_in_falling_order(some: list[Candidate], caller: Caller) -> None:
    rows = weigh(some, caller)
    given_ = [row.probability for row in rows]
    assert given_ == sorted(given_, reverse=True)
    assert all(0 < p < 1 for p in given_)
    assert sum(given_) <= 1
    assert len({row.visit_id for row in rows}) == len(rows)


@given(candidates(), callers)
def test_the_order_of_the_candidates_does_not_matter(some: list[Candidate], caller: Caller) -> None:
    one, other = weigh(some, caller), weigh(some[::-1], caller)
    assert [row.visit_id for row in one] == [row.visit_id for row in other]
    assert all(abs(a.probability - b.probability) < 1e-12 for a, b in zip(one, other, strict=True))
    assert [row.evidence for row in one] == [row.evidence for row in other]


@given(candidates(), ages)
def test_another_candidate_takes_from_all_others(some: list[Candidate], seen: float) -> None:
    before = said(weigh(some))
    after = said(weigh([*some, Candidate(99, 999, seen + 1, seen, 1800)]))
    assert all(after.get(visit, 0.0) <= p for visit, p in before.items())


@given(ages, ages)
def test_the_more_recent_is_the_likelier(one: float, other: float) -> None:
    first, second = sorted((one, other))
    assert odds(WEIGHTS, first, NEVER) >= odds(WEIGHTS, second, NEVER)
    assert odds(WEIGHTS, 0.0, first) >= odds(WEIGHTS, 0.0, second)
    assert odds_beyond(WEIGHTS, first) >= odds_beyond(WEIGHTS, second)


@given(candidates())
def test_a_click_never_makes_a_visit_less_likely(some: list[Candidate]) -> None:
    for n, one in enumerate(some):
        rest = [*some[:n], *some[n + 1 :]]
        without = said(weigh([*rest, replace(one, clicked=NEVER)])).get(one.visit_id, 0.0)
        assert said(weigh([*rest, replace(one, clicked=one.seen)])).get(one.visit_id, 0.0) >= without


def test_what_lies_beyond_is_the_sum_of_what_lies_there() -> None:
    step, start = 50.0, 3600.0
    summed = sum(step * odds(WEIGHTS, start + step * (n + 0.5), NEVER) for n in range(60_000))
    assert abs(summed / odds_beyond(WEIGHTS, start) - 1) < 1e-3
