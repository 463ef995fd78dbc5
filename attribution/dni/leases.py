"""Leasing numbers to visits. The database decides who holds a number; this code only asks it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from attribution.models import Lease, NumberPool, Visit
from calls.models import PhoneNumber
from compliance.tenancy import require_account_id

TRIES = 3

# Takes the number that rested longest; a number somebody else is taking right now is passed over. The state is asked
# row by row on purpose: as a join the planner reads the whole pool to give one number out.
CLAIM = """
UPDATE attribution_poolnumber SET free_at = %(until)s
WHERE id = (
    SELECT free.id FROM attribution_poolnumber free
    WHERE free.pool_id = %(pool)s AND free.account_id = %(account)s AND free.free_at <= %(now)s
    AND (SELECT number.state FROM calls_phonenumber number WHERE number.id = free.phone_number_id) = 'active'
    ORDER BY free.free_at LIMIT 1 FOR UPDATE OF free SKIP LOCKED
)
RETURNING phone_number_id
"""


def acquire_leases(visit: Visit, targets: Sequence[str], at: datetime, *, known: bool = True) -> dict[str, Lease]:
    """A number for each target that has a pool, by target; targets whose pool is exhausted are left out.

    A visit that already holds a number of the pool keeps it, and so does the visitor's next visit while it rests;
    `known` false says that the visitor came just now and cannot hold any.
    """
    leases: dict[str, Lease] = {}
    for pool in NumberPool.objects.filter(target_number__in=targets):
        held = (_keep(pool, visit, at) or _take_over(pool, visit, at)) if known else None
        lease = held or _claim(pool, visit, at)
        if lease is not None:
            leases[pool.target_number] = lease
    return leases


def extend_leases(visit: Visit, at: datetime) -> int:
    """A sign of life: the visit's numbers stay its own for the full hold from now; how many there are."""
    held = Lease.objects.select_related("pool").filter(visit=visit, period__contains=at)
    return sum(_extend(lease, at) for lease in held)


def lease_until(lease: Lease) -> datetime:
    """Until when the page may show the number without another sign of life."""
    return lease.last_seen + timedelta(seconds=lease.pool.lease_seconds)


def _keep(pool: NumberPool, visit: Visit, at: datetime) -> Lease | None:
    lease = Lease.objects.select_related("pool", "phone_number").filter(pool=pool, visit=visit).first()
    if lease is None:
        return None
    if at not in lease.period:
        lease.delete()
        return None
    _extend(lease, at)
    return lease


def _take_over(pool: NumberPool, visit: Visit, at: datetime) -> Lease | None:
    """The number that an earlier visit of the same visitor still holds: its period ends now, a new one begins."""
    earlier = (
        Lease.objects.filter(pool=pool, visit__visitor_id=visit.visitor_id, period__contains=at)
        .exclude(visit=visit)
        .order_by("-last_seen")
        .first()
    )
    if earlier is None:
        return None
    with transaction.atomic():
        Lease.objects.filter(pk=earlier.pk).update(period=DateTimeTZRange(earlier.period.lower, at))
        lease = _write(pool, visit, earlier.phone_number_id, at)
        _set_free_at(lease, at)
    return lease


def _claim(pool: NumberPool, visit: Visit, at: datetime) -> Lease | None:
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    values: dict[str, datetime | int] = {
                        "until": at + pool.hold,
                        "pool": pool.pk,
                        "account": require_account_id(),
                        "now": at,
                    }
                    cursor.execute(CLAIM, values)
                    row = cursor.fetchone()
                return _write(pool, visit, row[0], at) if row else None
        except IntegrityError:
            # The constraint knew better: another writer holds the number, or this visit got one meanwhile.
            kept = _keep(pool, visit, at)
            if kept is not None:
                return kept
    return None


def _write(pool: NumberPool, visit: Visit, phone_number_id: int, at: datetime) -> Lease:
    lease = Lease.objects.create(
        pool=pool,
        phone_number_id=phone_number_id,
        visit=visit,
        period=DateTimeTZRange(at, at + pool.hold),
        last_seen=at,
    )
    lease.phone_number = PhoneNumber.objects.get(pk=phone_number_id)
    return lease


def _extend(lease: Lease, at: datetime) -> int:
    period = DateTimeTZRange(lease.period.lower, at + lease.pool.hold)
    changed = Lease.objects.filter(pk=lease.pk, period__contains=at).update(period=period, last_seen=at)
    lease.last_seen = at
    _set_free_at(lease, at)
    return changed


def _set_free_at(lease: Lease, at: datetime) -> None:
    lease.pool.numbers.filter(phone_number_id=lease.phone_number_id).update(free_at=at + lease.pool.hold)
