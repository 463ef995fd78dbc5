"""The formula against published figures and against its own definition."""

from math import exp, factorial, isclose

import pytest

from attribution.planner.erlang import MOST, TooMany, blocked, blocking, shown_again, smallest


@pytest.mark.parametrize(("visits", "minutes", "load", "one", "tenth"), [
    (20, 35, 11.7, 20, 24), (50, 35, 29.2, 41, 46), (100, 15, 25.0, 36, 41), (100, 35, 58.3, 73, 81),
    (100, 65, 108.3, 126, 138), (500, 35, 291.7, 315, 336),
])  # fmt: skip
def test_the_table_of_the_reference(visits: int, minutes: int, load: float, one: int, tenth: int) -> None:
    offered = visits * minutes / 60
    assert round(offered, 1) == load
    assert (smallest(offered, 0.01), smallest(offered, 0.001)) == (one, tenth)


@pytest.mark.parametrize("load", [0.3, 2.0, 11.7])
def test_it_is_the_truncated_poisson_distribution(load: float) -> None:
    for numbers in range(12):
        terms = [load**k / factorial(k) for k in range(numbers + 1)]
        assert isclose(blocked(load, numbers), terms[-1] / sum(terms), rel_tol=1e-12)


def test_many_loads_at_once_are_the_single_ones() -> None:
    loads, sizes = [0.0, 0.5, 12.0, 90.0], [0, 1, 2, 20, 100]
    found = blocking(loads, sizes)
    for row, numbers in enumerate(sizes):
        assert found[row].tolist() == pytest.approx([blocked(load, numbers) for load in loads], rel=1e-12)


def test_nobody_needs_nothing_and_one_number_halves_one_erlang() -> None:
    assert (smallest(0.0, 0.01), blocked(0.0, 1), blocked(0.0, 0)) == (1, 0.0, 1.0)
    assert blocked(1.0, 1) == 0.5
    assert blocked(2.0, 2) == pytest.approx(0.4)


def test_impossible_wishes() -> None:
    with pytest.raises(ValueError, match="above 0"):
        smallest(5.0, 0.0)
    with pytest.raises(TooMany, match="100000"):
        smallest(MOST * 2.0, 0.01)


def test_a_number_comes_again_with_the_nth_visitor() -> None:
    # P(Poisson(2) >= 3) = 1 - e^-2 (1 + 2 + 2).
    assert shown_again(3, 2.0) == pytest.approx(1 - 5 * exp(-2), rel=1e-12)
    assert (shown_again(5, 0.0), shown_again(0, 3.0)) == (0.0, 1.0)
    assert shown_again(1, 1.0) == pytest.approx(1 - exp(-1))
