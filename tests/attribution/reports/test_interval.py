"""The interval of an attributed value."""

import numpy as np
import pytest
from scipy.stats import poisson

from attribution.reports.interval import value_intervals


def value_interval(value: float, variance: float, largest: float) -> tuple[float, float]:
    return value_intervals([(value, variance, largest)])[0]


@pytest.mark.parametrize("count", [1, 5, 40])
def test_for_plain_counts_it_is_the_mid_p_interval(count: int) -> None:
    low, high = value_interval(count, count, 1.0)
    for end, tail in ((low, poisson.sf(count, low)), (high, poisson.cdf(count - 1, high))):
        assert tail + poisson.pmf(count, end) / 2 == pytest.approx(0.05, abs=1e-6)


def test_it_grows_with_the_size_of_the_shares_and_not_with_the_unit() -> None:
    even = value_interval(100.0, 10 * 10.0**2, 10.0)
    uneven = value_interval(100.0, 90.0**2 + 10 * 1.0, 90.0)
    assert uneven[0] < even[0] < 100 < even[1] < uneven[1]
    assert value_interval(1.0, 10 * 0.1**2, 0.1) == pytest.approx([end / 100 for end in even])


def test_nothing_observed_has_no_interval_among_others_that_have() -> None:
    found = value_intervals([(0.0, 0.0, 0.0), (9.0, 9.0, 1.0), (0.0, 0.0, 0.0)])
    assert found[0] == found[2] == (0.0, 0.0)
    assert found[1] == value_interval(9.0, 9.0, 1.0)


def test_it_covers_what_it_says() -> None:
    draw = np.random.default_rng(3)
    hits = 0
    for _ in range(2000):
        shares = draw.choice([40.0, 150.0, 450.0], size=draw.poisson(12))
        kept = shares[draw.random(len(shares)) < 0.8] if len(shares) else shares
        low, high = value_interval(kept.sum(), (kept**2).sum(), kept.max(initial=0.0))
        hits += low <= 12 * 0.8 * (40 + 150 + 450) / 3 <= high
    assert 0.86 < hits / 2000 < 0.94
