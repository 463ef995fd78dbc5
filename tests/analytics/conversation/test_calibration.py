import numpy as np
import pytest

from analytics.conversation.calibration import (
    HIGHEST,
    LOWEST,
    calibration_error,
    estimate_prior,
    fit_temperature,
    fit_threshold,
    log_loss,
    softmax,
    wilson,
)


def test_softmax_with_temperature() -> None:
    assert softmax(np.array([0.0, np.log(3.0)])).tolist() == pytest.approx([0.25, 0.75])
    assert softmax(np.array([0.0, np.log(3.0)]), 0.5).tolist() == pytest.approx([0.1, 0.9])


def test_softmax_of_huge_scores_is_finite() -> None:
    assert softmax(np.array([[1e5, -1e5]])).tolist() == [[1.0, 0.0]]


def test_temperature_recovers_the_scale_of_the_scores() -> None:
    chance = np.random.default_rng(1)
    true = chance.normal(size=(6000, 4)) * 2
    truth = [int(chance.choice(4, p=row)) for row in softmax(true)]
    assert fit_temperature(true * 0.25, truth) == pytest.approx(0.25, rel=0.06)


def test_temperature_stays_in_its_range() -> None:
    scores = np.array([[5.0, 0.0], [0.0, 5.0]])
    assert fit_temperature(scores, [0, 1]) == pytest.approx(LOWEST, rel=1e-3)
    assert fit_temperature(scores, [1, 0]) == pytest.approx(HIGHEST, rel=1e-3)


def test_log_loss_of_even_odds() -> None:
    assert log_loss(np.zeros((3, 2)), [0, 1, 0]) == pytest.approx(np.log(2))


def test_threshold_needs_38_answers_without_an_error_for_95_percent() -> None:
    sure = np.linspace(0.99, 0.5, 38)
    assert fit_threshold(sure[:37], np.ones(37, dtype=bool)) is None
    assert fit_threshold(sure, np.ones(38, dtype=bool)) == 0.5


def test_threshold_stops_before_the_errors() -> None:
    confidence = np.linspace(1.0, 0.5, 200)
    correct = np.array([True] * 90 + [False] * 110)
    # one error after 90 right answers: (1 + 2 + 1.645) / (91 + 2) <= 0.05, a second one is too many
    assert fit_threshold(confidence, correct) == confidence[90]


def test_calls_of_equal_confidence_are_answered_together() -> None:
    assert fit_threshold(np.full(100, 0.8), np.array([True] * 50 + [False] * 50)) is None


def test_threshold_keeps_its_promise_in_most_repetitions() -> None:
    chance = np.random.default_rng(7)
    kept = 0
    traffic = chance.beta(6, 1, 100_000)
    for _ in range(200):
        confidence = chance.beta(6, 1, 400)
        threshold = fit_threshold(confidence, chance.uniform(size=400) < confidence)
        answers = traffic[traffic >= threshold] if threshold is not None else np.ones(1)
        kept += bool(answers.mean() >= 0.95)
    assert kept >= 190


def test_calibration_error_of_overconfidence() -> None:
    assert calibration_error(np.full(10, 0.9), np.array([True] * 6 + [False] * 4)) == pytest.approx(0.3)
    assert calibration_error(np.empty(0), np.empty(0, dtype=bool)) == 0.0


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(8, 10, 0.490162, 0.943318), (0, 5, 0.0, 0.434482), (37, 412, 0.065856, 0.121334), (0, 0, 0.0, 1.0)],
)
def test_wilson(right: int, total: int, low: float, high: float) -> None:
    assert wilson(right, total) == pytest.approx((low, high), abs=1e-6)


def test_prior_moves_towards_the_shares_of_the_traffic() -> None:
    chance = np.random.default_rng(3)
    truth = chance.uniform(size=4000) < 0.8
    likelihood = np.where(truth[:, None], [0.8, 0.2], [0.2, 0.8])
    flip = chance.uniform(size=4000) < 0.2
    observed = np.where(flip[:, None], likelihood[:, ::-1], likelihood)
    assert estimate_prior(observed, np.array([0.5, 0.5]))[0] == pytest.approx(0.8, abs=0.03)
