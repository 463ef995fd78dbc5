"""Credit rules against figures worked out by hand and published ones, and what holds for all of them."""

import csv
import gzip
from dataclasses import replace
from pathlib import Path as File

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attribution.credit.journeys import Journeys
from attribution.credit.paths import read_paths
from attribution.credit.rule import CreditRule, Options, TouchRule
from attribution.credit.services import attribute
from compliance.registry import members

RULES = members("CREDIT_RULES", CreditRule)
T1 = """path,conversions,value,nulls
A > B,2,30,3
B,1,10,2
A > C > A,1,25,1
C,0,0,4
A > A > B,1,5,0
"""
WORKED = {
    "first": {"A": (4, 60), "B": (1, 10), "C": (0, 0)},
    "last": {"A": (1, 25), "B": (4, 45), "C": (0, 0)},
    "linear": {"A": (7 / 3, 35), "B": (7 / 3, 80 / 3), "C": (1 / 3, 25 / 3)},
    "shapley": {"A": (2, 30), "B": (5 / 2, 55 / 2), "C": (1 / 2, 25 / 2)},
    "position": {"A": (12 / 5, 38), "B": (12 / 5, 27), "C": (1 / 5, 5)},
    "time_decay": {"A": (38 / 21, 30), "B": (61 / 21, 230 / 7), "C": (2 / 7, 50 / 7)},
    "counterfactual": {"A": (17 / 12, 305 / 12), "B": (13 / 4, 145 / 4), "C": (1 / 3, 25 / 3)},
    "markov": {"A": (275 / 126, 3850 / 111), "B": (50 / 21, 1050 / 37), "C": (55 / 126, 770 / 111)},
}
SAMPLE = File(__file__).parent / "samples" / "paths.csv.gz"
CHANNELS = ("alpha", "eta", "theta", "epsilon", "kappa", "delta")
PUBLISHED = {
    ("first", 1): (6308, 3164, 1606, 99, 74, 1),
    ("last", 1): (8447, 4167, 653, 531, 230, 5),
    ("last_non_direct", 1): (5742, 4765, 1403, 678, 256, 5),
    ("linear", 1): (7574.7186, 3539.9512, 1022.8014, 272.1704, 137.9641, 1.7250),
    ("shapley", 1): (7627.9440, 3613.6560, 1190.9631, 374.6774, 159.0571, 2.2929),
    ("position", 1): (7444.8238, 3618.7961, 1092.7445, 301.0502, 147.4596, 2.5867),
    ("time_decay", 1): (7667.0438, 3580.4965, 993.9037, 295.3335, 145.9658, 1.8753),
    ("markov", 1): (5344.9477, 3340.8474, 1971.9129, 599.5707, 274.3633, 4.6136),
    ("markov", 2): (5617.4539, 3391.8582, 1902.4736, 614.3735, 266.0271, 5.1591),
    ("counterfactual", 1): (8055.1279, 3413.7374, 1056.0603, 420.6687, 179.5568, 0.9023),
}
PUBLISHED_VALUE = {
    "first": (19121.2724, 11909.4762, 6652.3493, 412.3012, 305.7432, 6.1190),
    "linear": (24524.7096, 13783.4971, 4295.7436, 1106.2701, 599.7478, 4.4040),
    "markov": (18799.1706, 12991.7367, 7511.0485, 2348.6538, 1136.0925, 13.9184),
}


def journeys(rows: list, **options: object) -> Journeys:
    """From (channels, conversions, value, nulls) rows."""
    lines = [f"{' > '.join(channels)},{c},{v!r},{n}" for channels, c, v, n in rows]
    return read_paths(["path,conversions,value,nulls", *lines], **options)


@pytest.fixture(scope="module")
def sample() -> Journeys:
    with gzip.open(SAMPLE, "rt") as file:
        rows = list(csv.DictReader(file))
    names = ("path", "total_conversions", "total_conversion_value", "total_null")
    lines = [",".join(row[name] for name in names) for row in rows]
    return read_paths(["path,conversions,value,nulls", *lines], direct="alpha")


@pytest.mark.parametrize("rule", WORKED)
def test_the_worked_example(rule: str) -> None:
    found = attribute(read_paths(T1.splitlines(), hours=7 * 24), RULES[rule]())
    assert found == {channel: pytest.approx(credit) for channel, credit in WORKED[rule].items()}


def test_the_worked_example_at_order_two() -> None:
    found = attribute(read_paths(T1.splitlines()), RULES["markov"](Options(order=2)))
    assert found == {
        "A": pytest.approx((20 / 9, 420 / 13)),
        "B": pytest.approx((20 / 9, 315 / 13)),
        "C": pytest.approx((5 / 9, 175 / 13)),
    }


@pytest.mark.parametrize(("rule", "order"), PUBLISHED)
def test_ten_thousand_published_paths(sample: Journeys, rule: str, order: int) -> None:
    found = attribute(sample, RULES[rule](Options(order=order)))
    assert [found[channel][0] for channel in CHANNELS] == pytest.approx(PUBLISHED[rule, order], abs=1e-4)
    assert sum(credit[0] for credit in found.values()) == pytest.approx(19_785, rel=1e-9)


@pytest.mark.parametrize("rule", PUBLISHED_VALUE)
def test_value_of_the_published_paths(sample: Journeys, rule: str) -> None:
    found = attribute(sample, RULES[rule]())
    assert [found[channel][1] for channel in CHANNELS] == pytest.approx(PUBLISHED_VALUE[rule], abs=1e-4)
    assert sum(credit[1] for credit in found.values()) == pytest.approx(74_802.9716, abs=1e-3)


ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "b", "c", "d", "Direct"]), min_size=1, max_size=9),
        st.integers(0, 50),
        st.floats(-1e6, 1e6),
        st.integers(0, 50),
    ).map(lambda row: row if row[1] else (row[0], 0, 0.0, row[3])),
    max_size=20,
)


@pytest.mark.parametrize("rule", RULES)
@given(rows=ROWS)
def test_credit_sums_to_the_total(rule: str, rows: list) -> None:
    found = attribute(journeys(rows), RULES[rule]())
    assert sum(credit[0] for credit in found.values()) == pytest.approx(sum(row[1] for row in rows), rel=1e-9)
    if rule != "markov":  # whose value may cancel out between states
        total = sum(row[2] for row in rows)
        assert sum(credit[1] for credit in found.values()) == pytest.approx(total, rel=1e-9, abs=1e-5)


@pytest.mark.parametrize("rule", RULES)
@given(rows=ROWS)
def test_every_channel_is_listed(rule: str, rows: list) -> None:
    found = attribute(journeys(rows), RULES[rule]())
    assert set(found) == {channel for row in rows for channel in row[0]}


@pytest.mark.parametrize("rule", [key for key, rule in RULES.items() if issubclass(rule, TouchRule)])
@given(rows=ROWS.filter(bool))
def test_weights_of_a_journey_sum_to_one_and_none_is_below_zero(rule: str, rows: list) -> None:
    made = journeys(rows)
    chosen = RULES[rule]()
    assert isinstance(chosen, TouchRule)
    weights = chosen.weights(made)
    assert made.sums(weights) == pytest.approx(np.ones(made.count))
    assert (weights >= 0).all()


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40)
@given(rows=ROWS, order=st.integers(1, 4))
def test_journeys_of_one_touch_credit_their_own_channel(rule: str, rows: list, order: int) -> None:
    alone = [(row[0][:1], row[1], abs(row[2]), row[3]) for row in rows]
    found = attribute(journeys(alone), RULES[rule](Options(order=order)))
    for channel, (conversions, value) in found.items():
        own = [row for row in alone if row[0] == [channel]]
        assert conversions == pytest.approx(sum(row[1] for row in own), rel=1e-9, abs=1e-9)
        assert value == pytest.approx(sum(row[2] for row in own), rel=1e-9, abs=1e-5)


def test_two_touches_share_what_the_middle_would_get() -> None:
    found = attribute(
        journeys([(["a", "b"], 10, 0.0, 0)]), RULES["position"](Options(position=(0.5, 0.2, 0.3)))
    )
    assert (found["a"][0], found["b"][0]) == (pytest.approx(6), pytest.approx(4))


def test_ages_far_back_do_not_vanish() -> None:
    made = journeys([(["a", "b"], 1, 0.0, 0)], hours=1e7)
    assert attribute(made, RULES["time_decay"]())["b"][0] == pytest.approx(1.0)


def test_last_non_direct_of_direct_alone_is_the_last_touch() -> None:
    found = attribute(journeys([(["Direct", "Direct"], 3, 0.0, 0)]), RULES["last_non_direct"]())
    assert found == {"Direct": (3.0, 0.0)}


def milestones(lead: int, qualified: int) -> Journeys:
    made = journeys([(["a", "b", "c", "d", "e"], 1, 100.0, 0)])
    return replace(made, lead=np.array([lead]), qualified=np.array([qualified]))


@pytest.mark.parametrize(
    ("rule", "lead", "qualified", "expected"),
    [
        ("lead_created", 1, -1, [0, 1, 0, 0, 0]),
        ("lead_created", -1, -1, [0, 0, 0, 0, 1]),
        ("fifty_fifty", 2, -1, [0.5, 0, 0.5, 0, 0]),
        ("fifty_fifty", 0, -1, [1, 0, 0, 0, 0]),
        ("w_shaped", 2, 4, [0.3, 0.05, 0.3, 0.05, 0.3]),
        ("w_shaped", 2, 2, [0.3, 0.1 / 3, 0.6, 0.1 / 3, 0.1 / 3]),
        ("w_shaped", 4, -1, [3 / 7, 1 / 21, 1 / 21, 1 / 21, 3 / 7]),
    ],
)
def test_milestones(rule: str, lead: int, qualified: int, expected: list[float]) -> None:
    chosen = RULES[rule]()
    assert isinstance(chosen, TouchRule)
    assert chosen.weights(milestones(lead, qualified)) == pytest.approx(np.array(expected))
