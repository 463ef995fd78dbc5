"""The made-up traffic obeys the product's rules, and the matching is calibrated on its truth."""

from dataclasses import astuple, replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from attribution.matching.candidate import MOST_CANDIDATES
from attribution.matching.weights import WEIGHTS
from config.bench.matching import EDGES, SEED, Score, measure_matching, score
from config.simulation.arrivals import DAY, Traffic, World
from config.simulation.arrivals_draw import draw_world
from config.simulation.arrivals_facts import Observer
from config.simulation.arrivals_fit import TRAINING, loss, pack, weights_of
from config.simulation.arrivals_numbers import Numbers

WEEK = Traffic(load=1.0, days=7)


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(WEEK, 3)


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    return list(measure_matching(days=22.0, seed=500))


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    again, other = draw_world(WEEK, 3), draw_world(WEEK, 4)
    assert (again.rung, again.shown) == (world.rung, world.shown)
    assert other.rung != world.rung


def test_the_offered_load_is_what_was_asked_for(world: World) -> None:
    hold = WEEK.lease + WEEK.cooldown
    busy = sum(one.signs[-1] - one.at + hold for one in world.shown)
    assert busy / (WEEK.days * DAY * WEEK.numbers) == pytest.approx(1.0, rel=0.08)


def test_no_number_means_two_visitors_at_once(world: World) -> None:
    hold = WEEK.lease + WEEK.cooldown
    held: dict[int, tuple[float, int]] = {}
    for one in world.shown:
        if one.shared:
            assert one.number == WEEK.numbers
            continue
        until, visitor = held.get(one.number, (0.0, 0))
        assert one.at >= until or one.visitor_id == visitor
        held[one.number] = (one.signs[-1] + hold, one.visitor_id)


def test_numbers_take_turns_and_stay_with_a_visitor_who_comes_back() -> None:
    numbers = Numbers(2, 100)
    assert [numbers.take(n, 0, 10) for n in (1, 2, 3)] == [(0, False), (1, False), (2, True)]
    assert numbers.take(1, 50, 60) == (0, False)
    assert numbers.take(4, 110, 110) == (1, False)
    assert numbers.take(5, 120, 120) == (2, True)
    assert numbers.take(1, 160, 160) == (0, False)
    assert numbers.take(6, 259, 259) == (1, False)
    assert numbers.take(2, 260, 260) == (0, False)


def test_the_truth_is_a_visit_that_was_shown_the_number_before(world: World) -> None:
    visits = {one.visit_id: one for one in world.shown}
    known = [call for call in world.rung if call.visit_id is not None]
    assert len(known) > 200
    assert 10 < len(world.rung) - len(known) < 60
    for call in known:
        one = visits[call.visit_id or 0]
        assert one.number == call.number
        assert one.at <= call.at + 3
    assert [call.at for call in world.rung] == sorted(call.at for call in world.rung)


def test_every_kind_of_call_occurs(world: World) -> None:
    kinds = {str(row.evidence["kind"]) for one in Observer(world).judge() for row in one.verdict}
    assert kinds == {
        "tel_click",
        "number_on_show",
        "number_shown_before",
        "shared_number",
        "returning_caller",
    }
    assert any(not call.phone for call in world.rung)
    assert max(len(one.candidates) for one in Observer(world).judge()) == MOST_CANDIDATES


def test_probabilities_are_calibrated_at_every_load(scores: list[Score]) -> None:
    assert [one.load for one in scores] == [0.5, 1.0, 2.0]
    for one in scores:
        assert one.calls > 250
        assert one.near_09.calls >= 30
        assert 0.85 <= one.near_09.right <= 0.95
        assert one.error < 0.05
        for row in one.bins:
            if row.calls >= 30:
                assert row.right == pytest.approx(row.said, abs=max(0.03, 3 * (0.25 / row.calls) ** 0.5))


def test_it_loses_less_than_fixed_odds_and_the_last_holder(scores: list[Score]) -> None:
    for one in scores:
        assert one.log_loss < 0.5 * one.log_loss_fixed
        assert one.log_loss < 0.5 * one.log_loss_last
    assert [one.short for one in scores] == sorted(one.short for one in scores)


def test_other_sites_than_those_of_the_fit() -> None:
    for changes in ({"calls": 0.15}, {"wrong": 0.4}, {"beat_lost": 1.0, "bye_lost": 1.0}):
        one = score(replace(WEEK, load=0.6, days=18, **changes), 9)
        assert one.error < 0.07
        assert one.near_09.right == pytest.approx(0.9, abs=0.08)


def test_the_bench_measures_no_traffic_of_the_fit() -> None:
    assert {seed for _, seed in TRAINING}.isdisjoint({SEED, SEED + 1, SEED + 2, *range(500, 503)})
    assert all(traffic != Traffic(load=traffic.load) for traffic, _ in TRAINING)
    assert EDGES[-3:] == (0.85, 0.95, 1.0)


def test_the_slope_of_the_loss_is_the_slope(world: World) -> None:
    data = pack(list(Observer(world).judge())[-150:])
    at = np.log(astuple(WEIGHTS)) + 0.1
    value, slope = loss(at, data)
    assert slope == pytest.approx(approx_fprime(at, lambda x: loss(x, data)[0], 1e-6), abs=1e-5)
    assert loss(np.log(astuple(replace(WEIGHTS, on_show=1, click=1))), data)[0] > value
    assert weights_of(np.log(astuple(WEIGHTS))).own == pytest.approx(WEIGHTS.own)


def test_the_loss_of_the_fit_is_that_of_the_product(world: World) -> None:
    """Of calls whose true visit is likely enough to be kept, both say the same."""
    judged = [one for one in Observer(world).judge() if one.true_probability > 0.3]
    sure = [one for one in judged if one.rung.visit_id in {row.visit_id for row in one.verdict}]
    said = -np.log([one.true_probability for one in sure]).mean()
    assert len(sure) > 100
    assert loss(np.log(astuple(WEIGHTS)), pack(sure))[0] == pytest.approx(said, rel=1e-9)
