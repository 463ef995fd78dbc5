"""The intervals of reports hold the truth as often as they say, on traffic whose truth is known."""

import numpy as np

from config.bench.coverage import measure_coverage


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    found = list(measure_coverage(periods=100, sizes=(100, 400), loads=(1.0,)))
    assert [one.calls for one in found] == [100, 400]
    mean = np.mean([[one.of_calls, one.of_conversions, one.of_value] for one in found], axis=0)
    assert (np.abs(mean - 0.9) < 0.05).all(), mean
    assert abs(mean.mean() - 0.9) < 0.03
