"""Loads, trends and plans from leases and shortages."""

from datetime import UTC, datetime, timedelta
from math import inf, log

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from attribution.models import NumberPool
from attribution.planner.alerts import find_tight_pools, tight_pools
from attribution.planner.arrivals import Hour, read_hours
from attribution.planner.erlang import TooMany, blocked
from attribution.planner.load import SLOTS, assume, observe
from attribution.planner.plan import plan_pool
from attribution.planner.question import PRICE, defaults, read_what_if
from attribution.planner.trend import fit, weeks_of, weeks_until
from compliance.models import Account
from compliance.tenancy import use_account
from tests.attribution.planner.rows import arrive, every
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import PoolFactory, fill

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def now_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def pool_of(numbers: int) -> NumberPool:
    pool: NumberPool = PoolFactory(lease_seconds=600, cooldown_seconds=900)
    fill(pool, numbers, ConnectionFactory())
    return pool


def hours(*visits: int, held: float = 0.5, start: datetime = MONDAY) -> list[Hour]:
    """An hour for each count, empty ones left out as the database does."""
    return [
        Hour(start + timedelta(hours=n), count, 0, count * held) for n, count in enumerate(visits) if count
    ]


def test_hours_hold_leases_shortages_and_time(account: Account) -> None:
    pool, start = pool_of(2), MONDAY
    # Each visit holds 5 + 10 + 15 minutes: two at 0:00 and 0:10, the third at 0:20 finds none, the fourth at 0:30 does.
    assert arrive(pool, every(10, start, start + timedelta(minutes=40))) == (3, 1)
    found = read_hours([pool.pk], start, start + timedelta(hours=1))[pool.pk]
    assert found == [Hour(start, 3, 1, 1.5)]
    assert read_hours([pool.pk], start + timedelta(hours=1), start + timedelta(hours=2)) == {pool.pk: []}
    with use_account(AccountFactory().pk):
        assert read_hours([pool.pk], start, start + timedelta(hours=1)) == {pool.pk: []}


def test_a_load_counts_empty_hours_too() -> None:
    load = observe(hours(*([0] * 10 + [2] * 90 + [7] * 4 + [12])), MONDAY + timedelta(hours=110), "UTC")
    # The first visitor came at 10:00: 100 hours, of which five have more than two visitors and five none.
    assert (load.hours, load.leases, load.busy, load.peak, load.occupancy) == (100, 220, 2.0, 12.0, 0.5)
    assert load.busy_load == 1.0
    assert (load.week[9], load.week[10], load.week[104]) == (None, 2.0, 12.0)
    assert load.week[105:110] == (0.0,) * 5
    assert load.mean == 2.2
    assert load.enough


def test_the_week_is_that_of_the_account() -> None:
    # Monday 0:00 UTC is Sunday 16:00 in Los Angeles.
    load = observe(hours(5), MONDAY + timedelta(hours=1), "America/Los_Angeles")
    assert [slot for slot, rate in enumerate(load.week) if rate is not None] == [6 * 24 + 16]


def test_nobody_came() -> None:
    load = observe([], MONDAY, "UTC")
    assert (load.visits, load.busy_load, load.known, load.enough) == (0, 0.0, [], False)


def test_what_if_changes_traffic_and_time() -> None:
    load = observe(hours(*[4] * 100), MONDAY + timedelta(hours=100), "UTC").changed(1.5, 1800)
    assert (load.busy, load.peak, load.occupancy, load.week[0]) == (6.0, 6.0, 1.0, 6.0)
    assert assume(20, 5, timedelta(minutes=30)).busy_load == pytest.approx(20 * 35 / 60)


def test_a_steady_growth_is_found_exactly() -> None:
    trend = fit([1000, 1100, 1210, 1331])
    assert trend is not None
    assert trend.growth == pytest.approx(0.1, abs=1e-6)
    assert trend.ahead[0][1] == pytest.approx(1464.1, rel=1e-6)
    # Counts of about 1,160 spread by 3 %; t(2, 0.95) = 2.92, and the slope's spread is that over sqrt(5).
    assert log(1 + trend.high) - log(1.1) == pytest.approx(2.92 * 0.0295248 / 5**0.5, rel=2e-3)
    assert trend.certain
    low, middle, high = trend.ahead[0]
    assert low < middle < high


@pytest.mark.parametrize("weeks", [(), (5, 6, 7), (5, 0, 6, 7, 8)])
def test_too_little_tells_no_trend(weeks: tuple[int, ...]) -> None:
    assert fit(weeks) is None


def test_only_whole_weeks_count() -> None:
    end = MONDAY + timedelta(days=16)
    assert weeks_of(hours(*[1] * (16 * 24)), end) == (168, 168)
    assert weeks_of([], end) == ()


def test_weeks_until_the_pool_is_full() -> None:
    # 20 numbers refuse 1 % at 12.03 erlang: 10 x 1.1^2 = 12.1.
    assert weeks_until(10.0, 0.1, 20, 0.01) == 2
    assert weeks_until(13.0, 0.1, 20, 0.01) == 0
    assert weeks_until(10.0, 0.0, 20, 0.01) == inf


def test_the_plan_of_a_steady_pool(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pool, end = pool_of(6), now_hour()
    # Twelve an hour, half an hour each: 6 erlang, and six numbers exactly suffice for visitors that keep a distance.
    arrive(pool, every(5, end - timedelta(days=28), end))
    with django_assert_num_queries(2):
        plan = plan_pool(pool, defaults(pool), "UTC")
    assert (plan.assumed, plan.numbers, plan.seen.busy, plan.seen.occupancy) == (False, 6, 12.0, 0.5)
    assert plan.load.busy_load == pytest.approx(6.0)
    assert (plan.one, plan.tenth) == (13, 15)
    now = plan.now
    assert now.refused_busy == pytest.approx(blocked(6.0, 6))
    assert now.refused == pytest.approx(blocked(6.0, 6))
    assert now.shortages == pytest.approx(blocked(6.0, 6) * 12 * SLOTS)
    assert (now.reuse_hours, now.cost) == (0.5, 6 * PRICE)
    # 168 hours hold 2,016 visitors, and a number comes again after six.
    assert now.collisions == pytest.approx(1.0)
    before, size = plan.sizes[3], plan.sizes[4]
    assert (before.numbers, size.numbers) == (6, 7)
    assert before.shortages is not None
    assert size.shortages is not None
    gained = (before.shortages - size.shortages) * 365.25 / 12 / 7
    assert size.cost_per_visitor == pytest.approx(PRICE / gained)
    assert plan.trend is not None
    assert plan.trend.growth == pytest.approx(0.0, abs=1e-9)
    assert plan.weeks_left == 0
    assert plan.short_share == 0.0


def test_what_if_of_a_pool(account: Account) -> None:
    pool, end = pool_of(6), now_hour()
    arrive(pool, every(5, end - timedelta(days=4), end))
    asked = read_what_if({"growth": "50", "cooldown_seconds": "2700", "price": "2"}, pool)
    plan = plan_pool(pool, asked, "UTC")
    # 18 visitors an hour, each an hour.
    assert plan.load.busy_load == pytest.approx(18.0)
    assert plan.now.cost == 12.0
    assert plan.trend is None


def test_a_new_pool_is_planned_from_what_is_said(account: Account) -> None:
    pool = pool_of(4)
    pool.lease_seconds = pool.cooldown_seconds = 900
    asked = read_what_if({"visits_per_hour": "20", "minutes": "5"}, pool)
    plan = plan_pool(pool, asked, "UTC")
    assert (plan.assumed, plan.one, plan.tenth) == (True, 20, 24)
    assert (plan.now.refused, plan.now.shortages, plan.now.collisions, plan.trend) == (None, None, None, None)


def test_what_cannot_be_read_stays_as_it_is() -> None:
    pool = NumberPool(lease_seconds=600, cooldown_seconds=0)
    bad = {"growth": "x", "lease_seconds": "5", "cooldown_seconds": "nan", "price": "inf", "minutes": "-1"}
    assert read_what_if(bad, pool) == defaults(pool)


def test_more_than_anybody_has(account: Account) -> None:
    pool = pool_of(1)
    asked = read_what_if({"visits_per_hour": "1000", "growth": "900", "lease_seconds": "86400"}, pool)
    with pytest.raises(TooMany):
        plan_pool(pool, asked, "UTC")


def test_the_alert_comes_before_anybody_is_refused(account: Account) -> None:
    large = pool_of(13)
    end = now_hour()
    arrive(large, every(5, end - timedelta(days=4), end))
    assert find_tight_pools() == {}
    small: NumberPool = PoolFactory(target_number="+14155550101", lease_seconds=600, cooldown_seconds=900)
    fill(small, 12, ConnectionFactory(external_id="AC2"))
    leases, shortages = arrive(small, every(5, end - timedelta(days=4), end))
    assert (leases, shortages) == (1152, 0)
    assert find_tight_pools() == {small.pk: pytest.approx(0.5)}
    with use_account(AccountFactory().pk):
        assert find_tight_pools() == {}


def test_shortages_alone_are_enough(account: Account) -> None:
    pool, end = pool_of(1), now_hour()
    arrive(pool, every(20, end - timedelta(hours=3), end))
    assert list(tight_pools()) == [pool.pk]
    # Kept for some minutes.
    NumberPool.objects.all().delete()
    assert list(tight_pools()) == [pool.pk]
    assert find_tight_pools() == {}
