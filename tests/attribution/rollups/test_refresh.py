"""Days are written anew when, and only when, something about them changed; and always to the same sums."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from attribution.models import (
    AttributionSettings,
    CallDay,
    Conversion,
    ConversionRule,
    CreditDay,
    Match,
    Origin,
    PathDay,
    StaleDay,
    TransitionDay,
    VisitDay,
    Visitor,
)
from attribution.rollups.refresh import rebuild, refresh, refresh_everyone, write_day
from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account
from tests.attribution.rollups.conftest import DAY, NOON, MakeCall, MakeVisit
from tests.factories.accounts import AccountFactory


def stale() -> set[date]:
    """Days that are due; notes about days to come wait for them."""
    today = datetime.now(UTC).date()
    return set(StaleDay.objects.filter(day__lte=today).values_list("day", flat=True))


def written() -> None:
    while refresh(date(2026, 1, 1), date(2026, 12, 31)):
        pass
    assert not stale()


def credit(rule: str) -> dict[str, tuple[float, float, float]]:
    rows = CreditDay.objects.filter(rule=rule).select_related("origin")
    return {row.origin.campaign: (row.calls, row.conversions, row.value) for row in rows}


def snapshot() -> list[list[tuple]]:
    models = (CreditDay, CallDay, VisitDay, TransitionDay, PathDay)
    return [
        sorted(
            (
                tuple(value for name, value in sorted(row.items()) if name != "id")
                for row in model.objects.values()
            ),
            key=repr,
        )
        for model in models
    ]


def test_a_day_is_summed_by_origin_and_rule(visit: MakeVisit, call: MakeCall) -> None:
    first = visit("A", NOON - timedelta(days=1))
    last = visit("B", NOON, first.visitor)
    call(NOON, (last, 0.5), value=100)
    written()
    assert credit("first") == {"A": (0.5, 0.5, 50.0)}
    assert credit("last") == {"B": (0.5, 0.5, 50.0)}
    assert credit("linear") == {"A": (0.25, 0.25, 25.0), "B": (0.25, 0.25, 25.0)}
    (row,) = CallDay.objects.all()
    assert (row.day, row.calls, row.conversions, row.value, row.largest) == (DAY, 1, 1, 100, 100)


def test_variances_carry_match_and_outcome(visit: MakeVisit, call: MakeCall) -> None:
    first = visit("A", NOON - timedelta(days=1))
    call(NOON, (visit("B", NOON, first.visitor), 0.5), value=100, sure=0.8)
    written()
    row = CreditDay.objects.get(rule="linear", origin__campaign="A")
    assert row.value_variance == pytest.approx((1 + 0.8 * 0.2) * 25**2)
    assert row.conversions_variance == pytest.approx(1.16 * 0.25**2)
    assert (row.calls_variance, row.largest) == (pytest.approx(0.25**2), 50)


def test_candidates_of_one_origin_are_one_share_of_the_call(visit: MakeVisit, call: MakeCall) -> None:
    call(NOON, (visit("A", NOON), 0.5), (visit("A", NOON), 0.3), value=100)
    written()
    row = CreditDay.objects.get(rule="last")
    assert (row.value, row.value_variance) == (pytest.approx(80), pytest.approx(80**2))
    assert row.largest == 100  # no call gives more than itself, however many candidates it has


def test_two_visits_of_one_origin_are_one_share(visit: MakeVisit, call: MakeCall) -> None:
    first = visit("A", NOON - timedelta(days=1))
    call(NOON, (visit("A", NOON, first.visitor), 1.0), value=100)
    written()
    row = CreditDay.objects.get(rule="linear")
    assert (row.value, row.value_variance, row.largest) == (100, 10_000, 100)


def test_milestones_decide_lead_created_and_w_shaped(visit: MakeVisit, call: MakeCall) -> None:
    phone = "+14155550142"
    one = visit("first", NOON - timedelta(days=9))
    two = visit("lead", NOON - timedelta(days=7), one.visitor)
    call(NOON - timedelta(days=6), (two, 1.0), customer_phone_number=phone)
    visit("between", NOON - timedelta(days=5), one.visitor)
    three = visit("qualified", NOON - timedelta(days=4), one.visitor)
    qualified = NOON - timedelta(days=3)
    call(qualified, (three, 1.0), customer_phone_number=phone, qualified_at=qualified)
    four = visit("won", NOON - timedelta(hours=1), one.visitor)
    call(NOON, (four, 1.0), value=100, customer_phone_number=phone)
    written()
    won = CreditDay.objects.filter(day=DAY, conversions__gt=0).select_related("origin")
    rules = ("lead_created", "fifty_fifty", "w_shaped")
    found = {rule: {row.origin.campaign: row.value for row in won if row.rule == rule} for rule in rules}
    assert found["lead_created"] == {"lead": pytest.approx(100)}
    assert found["fifty_fifty"] == {"first": pytest.approx(50), "lead": pytest.approx(50)}
    assert found["w_shaped"] == {
        "first": pytest.approx(30),
        "lead": pytest.approx(30),
        "qualified": pytest.approx(30),
        "between": pytest.approx(5),
        "won": pytest.approx(5),
    }


def test_touches_older_than_the_window_are_left_out(visit: MakeVisit, call: MakeCall) -> None:
    old = visit("old", NOON - timedelta(days=10))
    call(NOON, (visit("new", NOON, old.visitor), 1.0), value=100)
    AttributionSettings.objects.create(journey_days=10)
    written()
    assert set(credit("linear")) == {"new"}  # exactly one window old does not count
    AttributionSettings.objects.update(journey_days=11)
    write_day(DAY)
    assert set(credit("linear")) == {"new", "old"}


def test_a_conversion_can_end_the_journey(visit: MakeVisit, call: MakeCall) -> None:
    phone = "+14155550142"
    old = visit("old", NOON - timedelta(days=5))
    call(NOON - timedelta(days=4), (old, 1.0), value=10, customer_phone_number=phone)
    call(NOON, (visit("new", NOON, old.visitor), 1.0), value=100, customer_phone_number=phone)
    AttributionSettings.objects.create(reset_after_conversion=True)
    written()
    won = CreditDay.objects.filter(day=DAY, rule="linear").select_related("origin")
    assert {row.origin.campaign: row.value for row in won} == {"new": 100}


def test_writing_a_day_twice_changes_nothing(visit: MakeVisit, call: MakeCall) -> None:
    call(NOON, (visit("A", NOON), 0.7), value=100)
    written()
    before = snapshot()
    write_day(DAY)
    assert snapshot() == before


def test_rebuilding_gives_what_refreshing_gave(visit: MakeVisit, call: MakeCall) -> None:
    call(NOON, (visit("A", NOON - timedelta(days=3)), 0.7), value=100)
    visit("B", NOON - timedelta(days=40))
    written()
    before = snapshot()
    days: list[date] = []
    assert rebuild(days.append) == len(days)
    assert days[0] == DAY - timedelta(days=40)
    assert snapshot() == before


CHANGES = {
    "a call began": lambda: Call.objects.create(source="import", external_id="x", start_time=NOON),
    "a call moved": lambda: Call.objects.update(start_time=NOON - timedelta(days=1)),
    "a call is gone": lambda: Call.objects.all().delete(),
    "a match changed": lambda: Match.objects.update(probability=0.1),
    "a conversion was withdrawn": lambda: Conversion.objects.update(active=False),
    "a conversion is worth more": lambda: Conversion.objects.update(value=7),
    "a rule counts no more": lambda: ConversionRule.objects.update(counts_in_roas=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_a_day_is_noted(visit: MakeVisit, call: MakeCall, change: str) -> None:
    call(NOON, (visit("A", NOON), 0.7), value=100)
    written()
    CHANGES[change]()
    assert DAY in stale()


def test_a_conversion_that_moves_notes_both_days(visit: MakeVisit, call: MakeCall) -> None:
    call(NOON, (visit("A", NOON), 0.7), value=100)
    written()
    Conversion.objects.update(occurred_at=NOON + timedelta(days=2))
    assert {DAY, DAY + timedelta(days=2)} <= stale()
    written()
    row = CreditDay.objects.get(rule="last", day=DAY + timedelta(days=2))
    assert (row.calls, row.conversions, row.value) == (0, 0.7, pytest.approx(70))


def test_a_late_visit_notes_the_day_its_journey_closed(visit: MakeVisit) -> None:
    visit("A", NOON)
    written()
    past = datetime.now(UTC) - timedelta(days=45)
    visit("late", past)
    assert {past.date(), past.date() + timedelta(days=30)} <= stale()


def test_nothing_stale_is_one_query(account: Account, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert refresh(DAY, DAY) == 0


def test_only_days_asked_for_are_written(visit: MakeVisit) -> None:
    visit("A", NOON)
    visit("A", NOON - timedelta(days=1))
    assert refresh(DAY, DAY) == 1
    assert DAY - timedelta(days=1) in stale()
    assert list(VisitDay.objects.values_list("day", "visits")) == [(DAY, 1)]


def test_origins_are_shared_between_days(visit: MakeVisit) -> None:
    for n in range(3):
        visit("A", NOON - timedelta(days=n), landing_page_url=f"https://a.example/x?click={n}")
    written()
    assert [one.landing_page for one in Origin.objects.all()] == ["a.example/x"]


def test_days_follow_the_clocks_of_the_account(account: Account, visit: MakeVisit) -> None:
    account.time_zone = "America/New_York"
    account.save()
    for hour in range(25):  # the day has 25 hours there
        visit("A", datetime(2026, 11, 1, 4, 30, tzinfo=UTC) + timedelta(hours=hour))
    visit("A", datetime(2026, 11, 2, 5, 0, tzinfo=UTC))
    written()
    assert dict(VisitDay.objects.values_list("day", "visits")) == {
        date(2026, 11, 1): 25,
        date(2026, 11, 2): 1,
    }


def test_accounts_do_not_mix(visit: MakeVisit, call: MakeCall) -> None:
    call(NOON, (visit("A", NOON), 0.7), value=100)
    other = AccountFactory()
    with use_account(other.pk):
        visitor = Visitor.objects.create(first_seen=NOON, last_seen=NOON)
        visitor.visits.create(account=other, started_at=NOON, last_seen=NOON, channel="Direct")
    assert refresh_everyone() >= 2
    assert VisitDay.objects.count() == 1
    with use_account(other.pk):
        assert CreditDay.objects.count() == 0
        assert VisitDay.objects.get().visits == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_during_the_rewrite_stays_noted(account: Account) -> None:
    """A note that comes after the rewrite began is about rows it may not have seen."""
    Visitor.objects.create(first_seen=NOON, last_seen=NOON)
    StaleDay.objects.create(day=DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM attribution_staleday")
    write_day(DAY)
    StaleDay.objects.create(day=DAY)
    assert stale() == {DAY}


def test_every_month_has_its_partition(visit: MakeVisit) -> None:
    for month in (9, 10, 10):
        visit("A", NOON.replace(month=month))
    written()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text, sum(visits) FROM attribution_visitday GROUP BY 1 ORDER BY 1"
        )
        rows = cursor.fetchall()
    assert rows == [("attribution_visitday_2026_09", 1), ("attribution_visitday_2026_10", 2)]


def test_a_day_that_takes_long_is_left_to_the_task(
    visit: MakeVisit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REPORTS_REST = 20
    monkeypatch.setattr("attribution.rollups.refresh.QUICK", 0.0)
    visit("A", NOON)
    assert refresh(DAY, DAY) == 1
    visit("A", NOON)
    assert refresh(DAY, DAY) == 0
    assert VisitDay.objects.get().visits == 1
    assert refresh_everyone() == 1
    assert VisitDay.objects.get().visits == 2


def test_a_broken_day_does_not_hold_up_the_others(visit: MakeVisit, monkeypatch: pytest.MonkeyPatch) -> None:
    visit("A", NOON)
    visit("A", NOON - timedelta(days=1))
    monkeypatch.setattr("attribution.rollups.refresh.write_day", broken_on(DAY))
    assert refresh_everyone() == 1
    assert DAY in stale()
    assert DAY - timedelta(days=1) not in stale()


def broken_on(bad: date) -> Callable[[date], None]:
    def write(day: date) -> None:
        if day == bad:
            raise OperationalError("canceling statement due to lock timeout")
        write_day(day)

    return write


def test_the_day_on_which_journeys_will_close_is_foreseen(visit: MakeVisit) -> None:
    today = datetime.now(UTC)
    visit("A", today - timedelta(hours=1))
    for _ in range(2):
        write_day((today - timedelta(hours=1)).date())
    closing = (today - timedelta(hours=1)).date() + timedelta(days=30)
    assert list(StaleDay.objects.filter(day=closing).values_list("day", flat=True)) == [closing]
    assert refresh_everyone() == refresh(closing, closing) == 0
    assert StaleDay.objects.filter(day=closing).exists()


def test_a_visit_that_moves_over_midnight_notes_both_days(visit: MakeVisit) -> None:
    moved = visit("A", NOON.replace(hour=0, minute=2))
    written()
    moved.started_at = NOON.replace(hour=0, minute=2) - timedelta(minutes=4)
    moved.save()
    written()
    assert dict(VisitDay.objects.values_list("day", "visits")) == {DAY - timedelta(days=1): 1}


def test_a_conversion_notes_the_days_it_has_a_share_in(visit: MakeVisit, call: MakeCall) -> None:
    phone = "+14155550142"
    came = visit("A", NOON - timedelta(days=40))
    began = NOON.replace(hour=23, minute=58) - timedelta(days=12)
    first = call(began, (came, 1.0), customer_phone_number=phone)
    call(NOON, customer_phone_number=phone)
    written()
    rule = ConversionRule.objects.create(key="qualified_call", name="Qualified", counts_in_roas=False)
    Conversion.objects.create(
        call=first, rule=rule, key="q", occurred_at=began + timedelta(minutes=9), value=0, currency="USD"
    )
    assert stale() == {
        began.date(),
        began.date() + timedelta(days=1),  # when it occurred
        DAY,  # a later call of the same number
        NOON.date() - timedelta(days=10),  # when the journey would have closed
    }
    written()
    assert CallDay.objects.get(day=began.date()).qualified == 1


def test_another_time_zone_makes_every_day_stale(account: Account, visit: MakeVisit, call: MakeCall) -> None:
    account.time_zone = "UTC"
    account.save()
    call(NOON.replace(hour=1), (visit("A", NOON.replace(hour=1)), 1.0))
    written()
    account.time_zone = "America/Los_Angeles"
    account.save()
    written()
    assert list(CallDay.objects.values_list("day", flat=True)) == [DAY - timedelta(days=1)]
    assert list(VisitDay.objects.values_list("day", flat=True)) == [DAY - timedelta(days=1)]


def test_a_visit_told_anew_changes_the_days_of_its_journeys(visit: MakeVisit, call: MakeCall) -> None:
    first = visit("A", NOON - timedelta(days=3))
    call(NOON, (visit("B", NOON, first.visitor), 1.0), value=100)
    written()
    first.utm_campaign = "C"
    first.save()
    assert {DAY, DAY - timedelta(days=3)} <= stale()
    written()
    assert set(credit("linear")) == {"C", "B"}
    before = StaleDay.objects.count()
    first.last_seen = NOON
    first.save(update_fields=["last_seen"])
    assert StaleDay.objects.count() == before
