"""A number never means two visits at once, whatever the writers do."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from attribution.dni.leases import CLAIM, acquire_leases, extend_leases
from attribution.models import Lease, NumberPool, PoolNumber
from attribution.statements import run
from attribution.visits.services import PageView, Seen, record_touchpoint
from calls.models import PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

OTHER = "+14155550199"
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
    numbers = PhoneNumber.objects.bulk_create(
        PhoneNumber(account=account, number=f"+1628{7_000_000 + n}") for n in range(3000)
    )
    PoolNumber.objects.bulk_create(
        PoolNumber(account=account, pool=pool, phone_number=number, free_at=now) for number in numbers
    )
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
