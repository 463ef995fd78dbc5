"""ROAS and CPA: exact values, the doubt, and nothing that goes missing."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from attribution.models import AdSpend, Conversion, ConversionRule, Match, Visit, Visitor
from attribution.reports.report import Question
from attribution.reports.roas import roas
from calls.models import Call
from compliance.models import Account

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def visit(visitor: Visitor, campaign: str, at: datetime, channel: str = "Paid Search") -> Visit:
    return Visit.objects.create(
        visitor=visitor,
        started_at=at,
        last_seen=at,
        channel=channel,
        utm_campaign=campaign,
        utm_source="google",
    )


def visitor() -> Visitor:
    return Visitor.objects.create(first_seen=NOON, last_seen=NOON)


def call(at: datetime, *matches: tuple[Visit, float], value: float | None = None) -> Call:
    made = Call.objects.create(source="import", external_id=str(Call.objects.count()), start_time=at)
    for one, probability in matches:
        Match.objects.create(call=made, visit=one, probability=probability, version="t")
    if value is not None:
        rule, _ = ConversionRule.objects.get_or_create(key="sale", defaults={"name": "Sale"})
        Conversion.objects.create(
            call=made, rule=rule, key=f"c{made.pk}", occurred_at=at, value=value, currency="USD"
        )
    return made


def spend(campaign: str, cost: float, day: date = DAY) -> None:
    AdSpend.objects.create(
        date=day,
        source="google",
        medium="cpc",
        campaign=campaign,
        cost_micros=int(cost * 1e6),
        currency="USD",
    )


def ask(by: str = "campaign", rule: str = "last", start: date = DAY, end: date = DAY) -> dict[str, tuple]:
    found = roas(Question(start, end, by, rule))
    return {
        line.key: (
            line.cost,
            line.visits,
            round(line.calls, 6),
            round(line.conversions, 6),
            round(line.value, 6),
            line.roas,
            line.cpa,
        )
        for line in (*found.lines, found.total)
    }


def test_credit_carries_the_match_probability_and_the_rest_is_unattributed(account: Account) -> None:
    spend("Furnaces", 50)
    one = visit(visitor(), "Furnaces", NOON)
    call(NOON + timedelta(minutes=5), (one, 0.9), value=200)
    call(NOON + timedelta(minutes=9))
    assert ask() == {
        "Furnaces": (50.0, 1, 0.9, 0.9, 180.0, 3.6, 50 / 0.9),
        "Unattributed": (0.0, 0, 1.1, 0.1, 20.0, None, None),
        "Total": (50.0, 1, 2.0, 1.0, 200.0, 4.0, 50.0),
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("first", {"A": 100.0}), ("last", {"B": 100.0}), ("linear", {"A": 50.0, "B": 50.0})],
)
def test_rules_spread_over_the_visitors_journey(
    account: Account, rule: str, expected: dict[str, float]
) -> None:
    person = visitor()
    visit(person, "A", NOON - timedelta(days=3))
    last = visit(person, "B", NOON)
    visit(person, "Later", NOON + timedelta(hours=2))
    visit(person, "Too early", NOON - timedelta(days=31))
    call(NOON + timedelta(minutes=5), (last, 1.0), value=100)
    values = {line.key: line.value for line in roas(Question(DAY, DAY, "campaign", rule)).lines if line.value}
    assert values == expected


def test_days_are_those_of_the_account(account: Account) -> None:
    account.time_zone = "America/Los_Angeles"
    account.save()
    one = visit(visitor(), "A", datetime(2026, 11, 21, 7, 30, tzinfo=UTC))  # 23:30 of the 20th there
    call(datetime(2026, 11, 21, 7, 59, tzinfo=UTC), (one, 1.0), value=10)
    call(datetime(2026, 11, 21, 8, 0, tzinfo=UTC), (one, 1.0), value=1000)
    assert ask()["Total"][4] == 10


def test_cost_without_calls_and_calls_without_cost_are_shown(account: Account) -> None:
    spend("Silent", 30)
    call(NOON, (visit(visitor(), "", NOON, "Organic Search"), 1.0), value=40)
    found = ask()
    assert found["Silent"] == (30.0, 0, 0, 0, 0, 0.0, None)
    assert found["(organic search)"] == (0.0, 1, 1.0, 1.0, 40.0, None, None)


@pytest.mark.parametrize("by", ["campaign", "source", "channel", "keyword", "landing_page"])
def test_every_breakdown_adds_up_to_the_same_total(account: Account, by: str) -> None:
    spend("A", 10)
    call(NOON, (visit(visitor(), "A", NOON), 0.6), (visit(visitor(), "B", NOON, "Direct"), 0.3), value=100)
    found = roas(Question(DAY, DAY, by, "linear"))
    assert (found.total.cost, found.total.visits) == (10.0, 2)
    assert (found.total.calls, found.total.value) == pytest.approx((1.0, 100.0))


def test_withdrawn_conversions_and_rules_left_out_do_not_count(account: Account) -> None:
    one = visit(visitor(), "A", NOON)
    call(NOON, (one, 1.0), value=100)
    Conversion.objects.update(active=False)
    assert ask()["Total"][4] == 0
    Conversion.objects.update(active=True)
    ConversionRule.objects.update(counts_in_roas=False)
    assert ask()["Total"][4] == 0


@pytest.mark.parametrize(
    ("sure", "outcome", "width"), [(1.0, None, 0.61), (0.5, None, 0.62), (1.0, 0.5, 0.68)]
)
def test_the_interval_holds_the_value_and_widens_with_doubt(
    account: Account, sure: float, outcome: float | None, width: float
) -> None:
    spend("A", 10)
    for n in range(30):
        call(NOON, (visit(visitor(), "A", NOON), sure), value=100 + n)
    Conversion.objects.update(probability=outcome)
    (line,) = (row for row in roas(Question(DAY, DAY, "campaign", "last")).lines if row.key == "A")
    assert line.roas_low < line.roas < line.roas_high
    assert (line.roas_high - line.roas_low) / line.roas == pytest.approx(width, abs=0.01)


def test_the_number_of_queries_does_not_grow(account: Account, django_assert_num_queries) -> None:
    for n in range(12):
        call(NOON, (visit(visitor(), f"c{n}", NOON), 0.9), value=10)
    roas(Question(DAY, DAY, "campaign", "linear"))  # writes the day's sums
    with django_assert_num_queries(5):
        roas(Question(DAY, DAY, "campaign", "linear"))


def test_from_the_shell(account: Account, capsys) -> None:
    spend("=A", 10)
    call(NOON, (visit(visitor(), "=A", NOON), 0.9), value=100)
    period = ["--from", "2026-11-20", "--to", "2026-11-20"]
    call_command("report", "roas", *period, "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    assert [(row["by"], row["value"], row["roas"]) for row in rows] == [
        ("=A", 90.0, 9.0),
        ("Unattributed", pytest.approx(10.0), None),
        ("Total", 100.0, 10.0),
    ]
    call_command("report", "roas", *period, "--format", "csv")
    assert capsys.readouterr().out.splitlines()[1].startswith("'=A,10.0,1,0.9,0.0,0.9,90.0,11.1")
    with pytest.raises(CommandError, match="unknown dimension 'moon'"):
        call_command("report", "roas", "--by", "moon")
    with pytest.raises(CommandError, match="is after"):
        call_command("report", "roas", "--from", "2026-11-21", "--to", "2026-11-20")
