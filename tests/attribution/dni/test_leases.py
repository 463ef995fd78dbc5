"""A number never means two visits at once, whatever the writers do."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.models import Lease, NumberPool
from attribution.visits.services import PageView, Seen, record_touchpoint
from calls.models import PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

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
