"""Markov and counterfactual credit of channels, read from daily sums."""

from datetime import date, timedelta

import pytest

from attribution.models import PathDay, TransitionDay
from attribution.reports.chains import counterfactual, markov
from attribution.reports.report import Question
from attribution.reports.roas import roas
from attribution.rollups.paths import path_sums, transitions
from compliance.models import Account
from tests.attribution.credit.test_rules import journeys
from tests.attribution.rollups.conftest import DAY, NOON, MakeCall, MakeVisit, call, visit

__all__ = ["call", "visit"]
T1 = [
    (["A", "B"], 2, 30.0, 3),
    (["B"], 1, 10.0, 2),
    (["A", "C", "A"], 1, 25.0, 1),
    (["C"], 0, 0.0, 4),
    (["A", "A", "B"], 1, 5.0, 0),
]
COLUMNS = ("order", "state", "target", "count", "value")
PERIOD = Question(DAY - timedelta(days=9), DAY, "channel", "markov")


@pytest.fixture
def worked_example(account: Account) -> None:
    """T1 of the attribution reference, a row a day: its sums are those of one day."""
    for n, row in enumerate(T1):
        day, made = DAY - timedelta(days=n), journeys([row])
        TransitionDay.objects.bulk_create(
            TransitionDay(account=account, day=day, **dict(zip(COLUMNS, one, strict=True)))
            for one in transitions(made)
        )
        PathDay.objects.bulk_create(
            PathDay(account=account, day=day, path=path, conversions=sums[0], value=sums[1], nulls=sums[2])
            for path, sums in path_sums(made).items()
        )


@pytest.mark.parametrize(
    ("order", "conversions", "value"),
    [
        (1, {"A": 275 / 126, "B": 50 / 21, "C": 55 / 126}, {"A": 3850 / 111, "B": 1050 / 37, "C": 770 / 111}),
        (2, {"A": 20 / 9, "B": 20 / 9, "C": 5 / 9}, {"A": 420 / 13, "B": 315 / 13, "C": 175 / 13}),
    ],
)
def test_days_together_give_the_worked_example(
    worked_example: None, order: int, conversions: dict[str, float], value: dict[str, float]
) -> None:
    found = markov(PERIOD, order)
    assert {one.channel: 5 * one.conversions for one in found} == pytest.approx(conversions)
    assert {one.channel: 70 * one.value for one in found} == pytest.approx(value)
    for one in found:
        assert one.conversions_low <= one.conversions <= one.conversions_high
        assert one.conversions_low < one.conversions_high


def test_counterfactual_of_the_worked_example(worked_example: None) -> None:
    found = counterfactual(PERIOD)
    expected = {"A": 17 / 12, "B": 13 / 4, "C": 1 / 3}
    assert {one.channel: 5 * one.conversions for one in found} == pytest.approx(expected)


def test_other_days_and_no_days(worked_example: None) -> None:
    alone = Question(DAY - timedelta(days=1), DAY - timedelta(days=1), "channel", "markov")
    assert [(one.channel, one.conversions) for one in markov(alone)] == [("B", 1.0)]
    never = Question(date(2020, 1, 1), date(2020, 1, 2), "channel", "markov")
    assert markov(never) == counterfactual(never) == []


@pytest.mark.parametrize("rule", ["markov", "counterfactual"])
def test_the_report_shares_out_what_is_attributed(visit: MakeVisit, call: MakeCall, rule: str) -> None:
    first = visit("a", NOON - timedelta(hours=3), channel="Email")
    call(NOON, (visit("b", NOON, first.visitor, channel="Direct"), 0.8), value=100)
    found = roas(Question(DAY, DAY, "channel", rule))
    lines = {line.key: line.value for line in found.lines}
    assert lines["Unattributed"] == pytest.approx(20)
    assert sum(lines.values()) == pytest.approx(100) == found.total.value
    assert (lines["Email"], lines["Direct"]) == (pytest.approx(40), pytest.approx(40))


@pytest.mark.parametrize("rule", ["markov", "counterfactual"])
def test_rules_of_channels_have_no_other_breakdown(account: Account, rule: str) -> None:
    with pytest.raises(ValueError, match="for channels only"):
        roas(Question(DAY, DAY, "campaign", rule))
