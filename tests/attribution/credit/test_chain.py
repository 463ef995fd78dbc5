"""What always holds for the Markov chain (attribution reference 2.1)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attribution.credit.chain import Effects, Moves, effects, moves
from attribution.credit.journeys import Journeys
from attribution.credit.paths import read_paths

ORDERS = (1, 2, 3, 4)
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=7), st.integers(0, 20), st.integers(0, 20)
    ),
    min_size=1,
    max_size=12,
).filter(lambda rows: sum(row[1] for row in rows) > 0)
T1 = ["path,conversions,value,nulls", "A>B,2,30,3", "B,1,10,2", "A>C>A,1,25,1", "C,0,0,4", "A>A>B,1,5,0"]


def made(rows: list, names: str = "abcd") -> Journeys:
    """Journeys of (channels, conversions, nulls); each conversion is worth 10. Every name is there, in the same order."""
    padding = [f"{name},0,0,0" for name in names]
    lines = [f"{'>'.join(channels)},{c},{10 * c},{n}" for channels, c, n in rows]
    return read_paths(["path,conversions,value,nulls", *padding, *lines])


def effects_of(journeys: Journeys, order: int) -> Effects:
    return effects(moves(journeys, order), len(journeys.names))


@pytest.mark.parametrize(
    ("order", "removal", "value"),
    [
        (1, (11 / 15, 4 / 5, 11 / 75), (11 / 14, 9 / 14, 11 / 70)),
        (2, (4 / 5, 4 / 5, 1 / 5), (6 / 7, 9 / 14, 5 / 14)),
    ],
)
def test_removal_effects_of_the_worked_example(order: int, removal: tuple, value: tuple) -> None:
    found = effects_of(read_paths(T1), order)
    assert found.removal == pytest.approx(np.array(removal))
    assert found.value_removal == pytest.approx(np.array(value))
    assert (found.rate, found.mean_value) == (pytest.approx(1 / 3), pytest.approx(14 / 3))


@pytest.mark.parametrize("order", ORDERS)
@given(rows=ROWS)
def test_the_chain_converts_as_often_as_its_journeys(order: int, rows: list) -> None:
    won, lost = sum(row[1] for row in rows), sum(row[2] for row in rows)
    found = effects_of(made(rows), order)
    assert found.rate == pytest.approx(won / (won + lost))
    assert found.mean_value == pytest.approx(10 * won / (won + lost))


@pytest.mark.parametrize("order", ORDERS)
@given(rows=ROWS)
def test_removal_effects_are_shares_and_sum_to_one_at_least(order: int, rows: list) -> None:
    found = effects_of(made(rows), order).removal
    assert (found >= -1e-12).all()
    assert (found <= 1 + 1e-12).all()
    assert found.sum() >= 1 - 1e-12


@given(rows=ROWS)
def test_repeats_do_not_matter_at_order_one(rows: list) -> None:
    doubled = [([name for name in channels for _ in range(2)], c, n) for channels, c, n in rows]
    assert effects_of(made(doubled), 1).removal == pytest.approx(effects_of(made(rows), 1).removal)


def test_repeats_matter_at_order_two() -> None:
    rows = [(list("abb"), 1, 0), (list("ab"), 0, 1), (list("cbb"), 0, 1), (list("cb"), 1, 0)]
    collapsed = [([*channels[:2]], c, n) for channels, c, n in rows]
    assert effects_of(made(rows), 2).removal[0] == pytest.approx(0.25)
    assert effects_of(made(collapsed), 2).removal[0] == pytest.approx(0.5)


@pytest.mark.parametrize("order", ORDERS)
@settings(max_examples=30)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_splitting_reordering_and_scaling_change_nothing(order: int, rows: list, seed: int) -> None:
    mixed = [(channels, 3 * c, 3 * n) for channels, c, n in rows for _ in range(2)]
    np.random.default_rng(seed).shuffle(mixed)  # type: ignore[arg-type]
    assert effects_of(made(mixed), order).removal == pytest.approx(effects_of(made(rows), order).removal)


@pytest.mark.parametrize("order", ORDERS)
@settings(max_examples=30)
@given(rows=ROWS)
def test_renaming_channels_permutes_the_result(order: int, rows: list) -> None:
    other = dict(zip("abcd", "dacb", strict=True))
    renamed = [([other[name] for name in channels], c, n) for channels, c, n in rows]
    before, after = effects_of(made(rows), order).removal, effects_of(made(renamed), order).removal
    for name in "abcd":
        assert after["abcd".index(other[name])] == pytest.approx(before["abcd".index(name)], abs=1e-12)


@given(rows=ROWS)
def test_an_order_as_long_as_the_journeys_measures_presence(rows: list) -> None:
    short = [(channels[:4], c, n) for channels, c, n in rows]
    found, won = effects_of(made(short), 4).removal, sum(row[1] for row in short)
    for place, name in enumerate("abcd"):
        assert found[place] == pytest.approx(sum(row[1] for row in short if name in row[0]) / won, abs=1e-12)


def test_a_channel_on_every_route_takes_everything_with_it() -> None:
    found = effects_of(made([(list("abc"), 2, 1), (list("bd"), 1, 1)]), 1).removal
    assert found.tolist() == pytest.approx([3 / 5, 1.0, 2 / 3, 1 / 3])


def test_a_channel_that_never_leads_to_a_conversion_has_no_effect() -> None:
    found = effects_of(made([(list("a"), 2, 1), (list("bc"), 0, 5)]), 1).removal
    assert found.tolist() == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_without_conversions_all_is_zero() -> None:
    found = effects_of(made([(list("ab"), 0, 3)]), 1)
    assert (found.removal.tolist(), found.rate, found.mean_value) == ([0.0] * 4, 0.0, 0.0)


@pytest.mark.parametrize("order", ORDERS)
@settings(max_examples=20)
@given(first=ROWS, second=ROWS)
def test_moves_of_two_days_are_the_moves_of_both(order: int, first: list, second: list) -> None:
    one, two = moves(made(first), order), moves(made(second), order)
    place = {held: n for n, held in enumerate(dict.fromkeys([*one.channels, *two.channels]), 3)}

    def renumbered(found: Moves, states: np.ndarray) -> np.ndarray:
        return np.array([n if n < 3 else place[found.channels[n - 3]] for n in states])

    both = Moves(
        np.concatenate([renumbered(one, one.source), renumbered(two, two.source)]),
        np.concatenate([renumbered(one, one.target), renumbered(two, two.target)]),
        np.concatenate([one.count, two.count]),
        np.concatenate([one.value, two.value]),
        list(place),
    )
    assert effects(both, 4).removal == pytest.approx(effects_of(made([*first, *second]), order).removal)


def test_too_many_channels_for_the_order_are_refused() -> None:
    lines = ["path,conversions,value,nulls", *[f"c{n},1,1,1" for n in range(70_000)]]
    with pytest.raises(ValueError, match="order 4: too many channels"):
        moves(read_paths(lines), 4)
