"""A number never means two visits at once, whatever the writers do."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from attribution.dni.leases import CLAIM, INSTANT, acquire_leases, end_leases, extend_leases
from attribution.models import Lease, NumberPool, PoolNumber, Visit, Visitor
from attribution.statements import run
from attribution.visits.services import PageView, Seen, record_touchpoint
from calls.models import PhoneNumber
from compliance.models import Account
from compliance.tenancy import require_account_id, use_account
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

OTHER = "+14155550199"
LEASES = 10_000
WRITERS, VISITORS, NUMBERS = 16, 240, 200

OVERLAPS = """
SELECT count(*) FROM attribution_lease a JOIN attribution_lease b
ON a.phone_number_id = b.phone_number_id AND a.id < b.id AND a.period && b.period
"""


def _visit(at: datetime) -> Seen:
    return record_touchpoint(
        PageView(uuid.uuid4(), None, "https://n.example/", "", "", consent={"analytics": True}), at
    )


def test_the_database_itself_refuses_a_second_holder(account: Account) -> None:
    pool = PoolFactory()
    fill(pool, 1, ConnectionFactory())
    now = timezone.now()
    first = acquire_leases(_visit(now), [TARGET], now)[TARGET]
    period = DateTimeTZRange(now + timedelta(minutes=5), now + timedelta(minutes=6))
    with pytest.raises(IntegrityError, match="number_means_one_visit_at_a_time"), transaction.atomic():
        Lease.objects.create(
            pool=pool,
            phone_number_id=first.phone_number_id,
            visit_id=_visit(now).pk,
            period=period,
            last_seen=now,
        )


def test_after_the_hold_the_number_goes_to_the_next_visit(account: Account) -> None:
    pool = PoolFactory(lease_seconds=60, cooldown_seconds=60)
    fill(pool, 1, ConnectionFactory())
    now = timezone.now()
    assert acquire_leases(_visit(now), [TARGET], now)
    assert not acquire_leases(_visit(now), [TARGET], now + timedelta(seconds=119))
    assert acquire_leases(_visit(now), [TARGET], now + timedelta(seconds=120))


@pytest.mark.django_db(transaction=True)
def test_sixty_four_writers_and_ten_thousand_leases() -> None:
    """Numbers that are free again after a second go round and round, and never mean two visits at one instant."""
    account = AccountFactory()
    with use_account(account.pk):
        _fill_quickly(PoolFactory(lease_seconds=1, cooldown_seconds=0), 1200)
        visits = _visits(LEASES)

    def work(share: list[Seen]) -> int:
        with use_account(account.pk):
            got = sum(_lease_patiently(visit) for visit in share)
        connection.close()
        return got

    with ThreadPoolExecutor(64) as workers:
        got = sum(workers.map(work, [visits[n::64] for n in range(64)]))
    with use_account(account.pk), connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM attribution_lease GROUP BY visit_id HAVING count(*) > 1) twice"
        )
        assert cursor.fetchone() == (0,)
        assert got == Lease.objects.count() == LEASES


def _lease_patiently(visit: Seen) -> int:
    """One lease, as soon as a number is free again."""
    while not acquire_leases(visit, [TARGET], timezone.now()):
        time.sleep(0.05)
    return 1


def _fill_quickly(pool: NumberPool, count: int) -> None:
    numbers = PhoneNumber.objects.bulk_create(
        PhoneNumber(account_id=pool.account_id, number=f"+1628{7_000_000 + n}") for n in range(count)
    )
    PoolNumber.objects.bulk_create(
        PoolNumber(account_id=pool.account_id, pool=pool, phone_number=number, free_at=timezone.now())
        for number in numbers
    )


def _visits(count: int) -> list[Seen]:
    now, account = timezone.now(), require_account_id()
    visitors = Visitor.objects.bulk_create(
        Visitor(account_id=account, first_seen=now, last_seen=now) for _ in range(count)
    )
    visits = Visit.objects.bulk_create(
        Visit(account_id=account, visitor=visitor, started_at=now, last_seen=now, channel="Direct")
        for visitor in visitors
    )
    return [Seen(visit.pk, visit.visitor_id, visit.visitor.key, fresh=True) for visit in visits]


@pytest.mark.django_db(transaction=True)
def test_many_writers_never_share_a_number() -> None:
    account = AccountFactory()
    with use_account(account.pk):
        fill(PoolFactory(), NUMBERS, ConnectionFactory())

    def browse(_: int) -> int:
        with use_account(account.pk):
            now = timezone.now()
            return len(acquire_leases(_visit(now), [TARGET], now))

    def work(numbers: range) -> int:
        got = sum(browse(n) for n in numbers)
        connection.close()
        return got

    with ThreadPoolExecutor(WRITERS) as workers:
        share = VISITORS // WRITERS
        served = sum(workers.map(work, [range(share)] * WRITERS))
    assert served == NUMBERS  # every number went out, and once
    with use_account(account.pk), connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        assert cursor.fetchone() == (0,)
        assert Lease.objects.values("phone_number").distinct().count() == NUMBERS
        assert PhoneNumber.objects.count() == NUMBERS
        assert NumberPool.objects.get().numbers.count() == NUMBERS


def test_a_number_in_hand_is_extended_in_every_pool(account: Account) -> None:
    provider = ConnectionFactory()
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=40), 1, provider)
    fill(PoolFactory(target_number=OTHER), 1, provider)
    now = timezone.now()
    visit = _visit(now)
    first = acquire_leases(visit, [TARGET, OTHER], now)
    assert {target: held.until - now for target, held in first.items()} == {
        TARGET: timedelta(seconds=60),
        OTHER: timedelta(seconds=1800),
    }
    later = now + timedelta(seconds=90)
    assert extend_leases(visit, later) == 2
    ends = {lease.pool.target_number: lease.period.upper for lease in Lease.objects.select_related("pool")}
    assert ends == {TARGET: later + timedelta(seconds=100), OTHER: later + timedelta(seconds=3600)}
    assert set(PoolNumber.objects.values_list("free_at", flat=True)) == set(ends.values())


def test_a_hold_that_ended_is_not_extended_but_leased_anew(account: Account) -> None:
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=40), 1, ConnectionFactory())
    now = timezone.now()
    visit = replace(_visit(now), fresh=False)
    first = acquire_leases(visit, [TARGET], now)[TARGET]
    late = now + timedelta(seconds=100)
    assert extend_leases(visit, late) == 0
    again = acquire_leases(visit, [TARGET], late)[TARGET]
    assert again.number == first.number
    assert list(Lease.objects.order_by("pk").values_list("period", "latest")) == [
        (DateTimeTZRange(now, late), False),
        (DateTimeTZRange(late, late + timedelta(seconds=100)), True),
    ]


def test_a_visit_has_one_latest_lease_of_a_pool(account: Account) -> None:
    pool = PoolFactory()
    fill(pool, 2, ConnectionFactory())
    now = timezone.now()
    visit = _visit(now)
    acquire_leases(visit, [TARGET], now)
    other = PhoneNumber.objects.exclude(leases__visit_id=visit.pk).get()
    period = DateTimeTZRange(now, now + timedelta(minutes=1))
    with pytest.raises(IntegrityError, match="one_latest_lease"), transaction.atomic():
        Lease.objects.create(pool=pool, phone_number=other, visit_id=visit.pk, period=period, last_seen=now)


def test_one_number_is_found_by_the_index_in_a_pool_without_statistics(account: Account) -> None:
    pool, now = PoolFactory(), timezone.now()
    _fill_quickly(pool, 3000)
    values = {
        "account": account.pk,
        "pool": pool.pk,
        "visit": _visit(now).pk,
        "at": now,
        "until": now + pool.hold,
    }
    plan = "\n".join(row[0] for row in run(f"EXPLAIN {CLAIM}", values))
    assert "Index Scan using pool_numbers_free_first" in plan
    assert "Sort" not in plan
    assert "Bitmap" not in plan


@pytest.mark.parametrize("clicks", [[n // 2 for n in range(24)], [0] * 24])
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_one_visitor_share_the_only_number(clicks: list[int]) -> None:
    account = AccountFactory()
    with use_account(account.pk):
        (only,) = fill(PoolFactory(), 1, ConnectionFactory())
        now = timezone.now()
        first = _visit(now)
        acquire_leases(first, [TARGET], now)

    def click(n: int) -> str:
        url = f"https://n.example/?gclid={n}"
        view = PageView(uuid.uuid4(), first.visitor_key, url, "", "", consent={"analytics": True})
        with use_account(account.pk):
            moment = timezone.now()
            held = acquire_leases(record_touchpoint(view, moment), [TARGET], moment)
        connection.close()
        return held[TARGET].number

    with ThreadPoolExecutor(8) as workers:
        shown = list(workers.map(click, clicks))
    assert shown == [only] * len(clicks)
    with use_account(account.pk), connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        assert cursor.fetchone() == (0,)
        assert not Lease.objects.filter(period__isempty=True).exists()
        assert Lease.objects.filter(period__endswith__gt=timezone.now()).count() == 1


def test_a_visit_lets_go_of_its_numbers_and_they_rest(account: Account) -> None:
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=40), 1, ConnectionFactory())
    now = timezone.now()
    visit = _visit(now)
    acquire_leases(visit, [TARGET], now)
    later = now + timedelta(seconds=5)
    assert end_leases(visit.pk, later) == 1
    assert end_leases(visit.pk, later) == 0
    lease = Lease.objects.get()
    assert (lease.period, lease.latest) == (DateTimeTZRange(now, later), False)
    assert PoolNumber.objects.get().free_at == later + timedelta(seconds=40)
    assert not acquire_leases(_visit(now), [TARGET], later + timedelta(seconds=39))
    assert acquire_leases(_visit(now), [TARGET], later + timedelta(seconds=40))


def test_a_lease_that_ends_at_once_is_not_empty(account: Account) -> None:
    fill(PoolFactory(), 1, ConnectionFactory())
    now = timezone.now()
    visit = _visit(now)
    acquire_leases(visit, [TARGET], now)
    end_leases(visit.pk, now)
    assert Lease.objects.get().period == DateTimeTZRange(now, now + INSTANT)
