"""Wasted spend: exact shares, sums that add up, links that find the same calls."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.library.filters import CallFilters
from analytics.models import CallIndex
from analytics.waste.reasons import ANY, REASONS
from analytics.waste.waste import DIMENSIONS, Waste, waste
from attribution.models import AttributionSettings, Conversion, ConversionRule, Match, Visit
from attribution.reports.report import Question
from calls.models import Agent, PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from tests.analytics.waste.conftest import NOON, Make
from tests.factories.accounts import AccountFactory
from tests.factories.stories import spent
from tests.factories.telephony import DestinationFactory

DAY = date(2026, 11, 18)


def ask(by: str = "campaign", wait: int = 60, start: date = DAY, end: date = DAY) -> Waste:
    return waste(Question(start, end, by, "last"), wait)


def table(found: Waste) -> dict[str, tuple[float, float, float, float]]:
    return {
        line.label: (line.calls, line.cost, line.wasted.calls, round(line.wasted.cost, 9))
        for line in found.lines
    }


def listed(**query: str) -> set[int]:
    rows = CallFilters({"start_date": str(DAY), "end_date": str(DAY), **query}, CallIndex.objects.all()).qs
    return set(rows.values_list("pk", flat=True))


def test_a_call_costs_its_share_of_its_campaign(make: Make) -> None:
    spent(NOON, "a", 100)
    spent(NOON, "b", 30)
    spent(NOON, "never called", 7)
    make(("google", "a", 0.75), wait=None)
    make(("google", "a", 0.5), ("google", "b", 0.5))
    make(("google", "b", 1.0), failed=True)
    make(intent="spam")
    found = ask()
    assert table(found) == {
        "a": (1.25, 100.0, 0.75, 60.0),
        "b": (1.5, 30.0, 1.0, 20.0),
        "Unattributed": (1.25, 0.0, 1.25, 0.0),
    }
    assert {name: tuple(one) for name, one in found.total.counted.items()} == {
        "unreached": (1.0, 60.0),
        "waited": (0.0, 0.0),
        "mishandled": (1.0, 20.0),
        "spam": (1.0, 0.0),
    }
    assert (found.spend, found.total.cost, found.on_no_call) == (137.0, 130.0, 7.0)
    assert (found.total.share.count, found.total.share.of) == (3.0, 4.0)
    assert found.total.share.interval == pytest.approx((0.300642, 0.954413), abs=1e-6)


def test_sources_with_the_same_campaign_have_prices_of_their_own(make: Make) -> None:
    spent(NOON, "a", 100)
    spent(NOON, "a", 10, source="bing")
    make(("google", "a", 1.0))
    make(("bing", "a", 1.0), wait=None)
    assert table(ask()) == {"a": (2.0, 110.0, 1.0, 10.0)}


def test_the_first_reason_counts_and_every_reason_has_its_own_sum(make: Make) -> None:
    spent(NOON, "a", 40)
    make(("google", "a", 1.0), wait=None, duration=90, intent="spam")
    make(("google", "a", 1.0), wait=61, failed=True)
    make(("google", "a", 1.0), failed=True, intent="wrong_number")
    make(("google", "a", 1.0))
    total = ask().total
    assert {name: tuple(one) for name, one in total.counted.items()} == {
        "unreached": (1.0, 10.0), "waited": (1.0, 10.0), "mishandled": (1.0, 10.0), "spam": (0.0, 0.0),
    }  # fmt: skip
    assert {name: tuple(one) for name, one in total.having.items()} == {
        "unreached": (1.0, 10.0), "waited": (2.0, 20.0), "mishandled": (2.0, 20.0), "spam": (2.0, 20.0),
    }  # fmt: skip
    assert total.wasted == (3.0, 30.0)


def test_waiting_is_counted_beyond_the_threshold(make: Make) -> None:
    make(wait=60)
    make(wait=61)
    make(wait=None, duration=30)
    make(wait=None, duration=300, voicemail=True)
    assert [tuple(ask(wait=wait).total.having["waited"]) for wait in (29, 30, 59, 60, 61)] == [
        (3.0, 0.0), (2.0, 0.0), (2.0, 0.0), (1.0, 0.0), (0.0, 0.0),
    ]  # fmt: skip


def test_unknown_facts_are_no_waste(make: Make) -> None:
    make(answered=None, answered_at=None)
    call = make(intent="spam")
    call.outcomes.update(abstained=True)
    make(wait=None, direction="outbound")
    total = ask().total
    assert (total.calls, total.wasted) == (2.0, (0.0, 0.0))


def test_days_are_the_accounts_own(make: Make) -> None:
    spent(NOON, "a", 10)
    make(("google", "a", 1.0), wait=None, at=NOON.replace(hour=7))  # 23:05 of the day before
    make(("google", "a", 1.0), wait=None, at=NOON.replace(hour=8))  # 00:05
    found = ask("hour")
    assert table(found) == {"00:00": (1.0, 10.0, 1.0, 10.0)}
    assert [(line.label, line.wasted.calls) for line in found.hours if line.calls] == [("00:00", 1.0)]
    assert table(ask("weekday", start=DAY - timedelta(days=1))) == {
        "Tuesday": (1.0, 5.0, 1.0, 5.0),
        "Wednesday": (1.0, 5.0, 1.0, 5.0),
    }


def test_by_agent_and_queue(make: Make) -> None:
    spent(NOON, "a", 30)
    dana = Agent.objects.create(name="Dana")
    office = DestinationFactory(name="Office", phone_number="+14155550111")
    number = PhoneNumber.objects.create(number="+16285550001", destination=office)
    make(("google", "a", 1.0), agent=dana, phone_number=number, failed=True)
    make(("google", "a", 1.0), wait=None, phone_number=number)
    make(("google", "a", 1.0))
    assert table(ask("agent")) == {"Dana": (1.0, 10.0, 1.0, 10.0), "No agent known": (2.0, 20.0, 1.0, 10.0)}
    assert table(ask("queue")) == {"Office": (2.0, 20.0, 2.0, 20.0), "No queue known": (1.0, 10.0, 0.0, 0.0)}


def test_a_visit_before_the_window_gets_nothing(make: Make) -> None:
    spent(NOON, "a", 10)
    make(("google", "a", 1.0), wait=None)
    Visit.objects.update(started_at=NOON - timedelta(days=31))
    found = ask()
    assert table(found) == {"Unattributed": (1.0, 0.0, 1.0, 0.0)}
    assert found.on_no_call == 10.0


def test_calls_and_spend_of_another_account_do_not_count(make: Make) -> None:
    with use_account(AccountFactory().pk):
        make(wait=None)
        spent(NOON, "a", 5)
    found = ask()
    assert (found.lines, found.spend, found.total.calls) == ([], 0, 0.0)


@pytest.mark.parametrize("changes", [{"by": "moon"}, {"rule": "linear"}])
def test_what_cannot_be_answered(account: Account, changes: dict[str, str]) -> None:
    question = Question(DAY, DAY, changes.get("by", "hour"), changes.get("rule", "last"))
    with pytest.raises(ValueError):
        waste(question)


CALL = st.tuples(
    st.lists(st.tuples(st.sampled_from(["google", "bing"]), st.sampled_from("ab")), max_size=3, unique=True),
    st.sampled_from([None, 3, 60, 61, 500]),
    st.booleans(),
    st.sampled_from(["", "spam", "wrong_number", "purchase"]),
    st.sampled_from([None, True, False]),
    st.integers(0, 23),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CALL, max_size=12), st.tuples(*[st.integers(0, 1000)] * 4))
def test_everything_adds_up_and_links_find_the_same_calls(
    make: Make, calls: list[tuple], costs: tuple[int, ...]
) -> None:
    with transaction.atomic():
        _add_up(make, calls, costs)
        transaction.set_rollback(True)


def _add_up(make: Make, calls: list[tuple], costs: tuple[int, ...]) -> None:
    spend = dict(zip([(s, c) for s in ("google", "bing") for c in "ab"], costs, strict=True))
    for (source, campaign), cost in spend.items():
        spent(NOON, campaign, cost, source=source)
    for visits, wait, failed, intent, voicemail, hour in calls:
        make(
            *((source, campaign, 0.9 / len(visits)) for source, campaign in visits),
            at=NOON.replace(hour=8) + timedelta(hours=hour % 15),
            wait=wait, failed=failed, intent=intent, voicemail=voicemail, duration=30 + hour * 10,
        )  # fmt: skip
    called = set(Match.objects.values_list("visit__utm_source", "visit__utm_campaign"))
    expected = sum(cost for key, cost in spend.items() if key in called)
    for by in DIMENSIONS:
        found = ask(by)
        assert found.total.calls == pytest.approx(len(calls), abs=1e-9)
        assert found.total.cost == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert sum(line.cost for line in found.lines) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert sum(line.wasted.cost for line in found.lines) == pytest.approx(
            found.total.wasted.cost, abs=1e-7
        )
        assert sum(line.calls for line in found.hours) == pytest.approx(len(calls), abs=1e-9)
    for reason in REASONS:
        assert len(listed(counted_waste=reason)) == pytest.approx(found.total.counted[reason].calls, abs=1e-9)
        assert len(listed(waste=reason)) == pytest.approx(found.total.having[reason].calls, abs=1e-9)
    assert len(listed(waste=ANY)) == pytest.approx(found.total.wasted.calls, abs=1e-9)


@pytest.mark.parametrize(("reset", "calls"), [(False, 1.0), (True, 0.0)])
def test_a_conversion_before_ends_the_journey_where_it_is_set(make: Make, reset: bool, calls: float) -> None:
    AttributionSettings.objects.create(reset_after_conversion=reset)
    first = make(at=NOON - timedelta(minutes=2), customer_phone_number="+14155557001")
    rule = ConversionRule.objects.create(key="booked", name="Booked", value=1, counts_in_roas=True)
    Conversion.objects.create(
        call=first, rule=rule, key="c", occurred_at=first.start_time, value=1, currency="USD"
    )
    make(("google", "a", 1.0), customer_phone_number="+14155557001")
    spent(NOON, "a", 10)
    lines = {line.label: line.calls for line in ask().lines}
    assert (lines.get("a", 0.0), lines["Unattributed"]) == (calls, 2.0 - calls)
