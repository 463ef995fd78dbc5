"""Leasing numbers to visits. The database decides who holds a number; this code only asks it.

Every statement changes the number's row of the pool before its lease, so that no two can wait for each other.
All of them commit durably: a lease that is forgotten in a power cut would be given out a second time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from attribution.dni.pools import Pool, pools_by_target
from attribution.models import Lease, PoolNumber, Visitor
from attribution.statements import run
from attribution.visits.services import Seen
from compliance.tenancy import require_account_id

TRIES = 3
# The least a lease lasts: an empty period would have no beginning, and no call could be matched to it.
INSTANT = timedelta(milliseconds=1)

# Takes the number that rested longest; a number somebody else is taking right now is passed over. The pool's index
# gives the order. The state is asked row by row, as a question the planner has no opinion on: as a join or a
# comparison it expects so few rows that it reads and sorts the whole pool to give one number out.
CLAIM = """
WITH free AS (
    SELECT pooled.id FROM attribution_poolnumber pooled
    WHERE pooled.pool_id = %(pool)s AND pooled.free_at <= %(at)s
    AND (SELECT number.state = 'active' FROM calls_phonenumber number WHERE number.id = pooled.phone_number_id)
    ORDER BY pooled.free_at LIMIT 1 FOR UPDATE OF pooled SKIP LOCKED
), taken AS (
    UPDATE attribution_poolnumber pooled SET free_at = %(until)s FROM free WHERE pooled.id = free.id
    RETURNING pooled.phone_number_id
), lease AS (
    INSERT INTO attribution_lease (account_id, pool_id, phone_number_id, visit_id, period, last_seen, latest)
    SELECT %(account)s, %(pool)s, taken.phone_number_id, %(visit)s, tstzrange(%(at)s, %(until)s), %(at)s, true
    FROM taken
    RETURNING phone_number_id
)
SELECT number.id, number.number FROM lease JOIN calls_phonenumber number ON number.id = lease.phone_number_id
"""

# The numbers a visit holds stay its own for the full hold from now. The count makes the pool's row come first.
# Only the period's end is asked: another page of the visit may have begun it a moment after this message came in.
EXTEND = """
WITH held AS (
    SELECT lease.id, lease.pool_id, lease.phone_number_id,
        %(at)s + make_interval(secs => pool.lease_seconds + pool.cooldown_seconds) AS until
    FROM attribution_lease lease JOIN attribution_numberpool pool ON pool.id = lease.pool_id
    WHERE lease.visit_id = %(visit)s AND upper(lease.period) > %(at)s
), resting AS (
    UPDATE attribution_poolnumber pooled SET free_at = held.until FROM held
    WHERE pooled.phone_number_id = held.phone_number_id AND pooled.pool_id = held.pool_id
    RETURNING pooled.id
), kept AS (
    UPDATE attribution_lease lease SET period = tstzrange(lower(lease.period), held.until), last_seen = %(at)s
    FROM held WHERE lease.id = held.id AND (SELECT count(*) FROM resting) >= 0
    RETURNING lease.pool_id, lease.phone_number_id
)
SELECT kept.pool_id, number.id, number.number
FROM kept JOIN calls_phonenumber number ON number.id = kept.phone_number_id
"""

# A visit lets go of its numbers; they rest like any other before somebody else sees them.
END = """
WITH held AS (
    SELECT lease.id, lease.pool_id, lease.phone_number_id, pool.cooldown_seconds,
        greatest(%(at)s, lower(lease.period) + %(instant)s) AS until
    FROM attribution_lease lease JOIN attribution_numberpool pool ON pool.id = lease.pool_id
    WHERE lease.visit_id = %(visit)s AND upper(lease.period) > %(at)s
), resting AS (
    UPDATE attribution_poolnumber pooled SET free_at = held.until + make_interval(secs => held.cooldown_seconds) FROM held
    WHERE pooled.phone_number_id = held.phone_number_id AND pooled.pool_id = held.pool_id
    RETURNING pooled.id
)
UPDATE attribution_lease lease SET period = tstzrange(lower(lease.period), held.until), latest = false
FROM held WHERE lease.id = held.id AND (SELECT count(*) FROM resting) >= 0
RETURNING lease.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A number of a visit, which the page may show `until` then without another sign of life."""

    phone_number_id: int
    number: str
    until: datetime


def acquire_leases(visit: Seen, targets: Collection[str], at: datetime) -> dict[str, Held]:
    """A number for each target that has a pool, by target; targets whose pool is exhausted are left out.

    A visit that already holds a number of the pool keeps it, and so does the visitor's next visit while it rests.
    """
    pools = {target: pool for target, pool in pools_by_target().items() if target in targets}
    kept = {} if visit.fresh or not pools else _extend(visit, at)
    found = {target: kept.get(pool.pk) or _obtain(pool, visit, at) for target, pool in pools.items()}
    return {
        target: Held(*number, at + pools[target].lease)
        for target, number in found.items()
        if number is not None
    }


def extend_leases(visit: Seen, at: datetime) -> int:
    """A sign of life: the visit's numbers stay its own for the full hold from now; how many there are."""
    return len(_extend(visit, at))


def end_leases(visit_id: int, at: datetime) -> int:
    """The visit's numbers are no longer its own; how many there were."""
    return len(run(END, {"visit": visit_id, "at": at, "instant": INSTANT}))


def _extend(visit: Seen, at: datetime) -> Mapping[int, tuple[int, str]]:
    """Pool -> id and number of what the visit holds."""
    try:
        rows = run(EXTEND, {"visit": visit.pk, "at": at})
    except IntegrityError:
        # The hold ended this moment and the number has gone to somebody else.
        return {}
    return {pool_id: (number_id, number) for pool_id, number_id, number in rows}


def _obtain(pool: Pool, visit: Seen, at: datetime) -> tuple[int, str] | None:
    """Id and number: what the visitor held before, else one that is free."""
    if visit.fresh:
        return _claim(pool, visit, at)
    try:
        taken_over = _take_over(pool, visit, at)
    except IntegrityError:
        # The hold ended this moment and the number has gone to somebody else.
        taken_over = None
    return taken_over or _claim(pool, visit, at)


def _take_over(pool: Pool, visit: Seen, at: datetime) -> tuple[int, str] | None:
    """The number that an earlier visit of the same visitor still holds: its period ends now, a new one begins.

    The visitor's pages take turns, and whoever comes later sees what the one before left. Raises IntegrityError when
    the number goes to another visitor meanwhile.
    """
    with transaction.atomic():
        Visitor.objects.select_for_update(no_key=True).get(pk=visit.visitor_id)
        held = list(
            Lease.objects.select_related("phone_number")
            .filter(pool_id=pool.pk, visit__visitor_id=visit.visitor_id, period__endswith__gt=at)
            .order_by("-period__endswith")  # one that was just taken over may end after `at`, but not last
        )
        own = next((lease.phone_number for lease in held if lease.visit_id == visit.pk), None)
        if own is not None:
            return own.pk, own.number
        ended = Lease.objects.filter(pool_id=pool.pk, visit_id=visit.pk, latest=True)
        if not held:
            ended.update(latest=False)
            return None
        earlier = held[0]
        number, begin = earlier.phone_number, max(at, earlier.period.lower + INSTANT)
        PoolNumber.objects.filter(pool_id=pool.pk, phone_number=number).update(free_at=at + pool.hold)
        ended.update(latest=False)
        Lease.objects.filter(pk=earlier.pk).update(period=DateTimeTZRange(earlier.period.lower, begin))
        Lease.objects.create(
            pool_id=pool.pk,
            phone_number=number,
            visit_id=visit.pk,
            period=DateTimeTZRange(begin, at + pool.hold),
            last_seen=begin,
        )
    return number.pk, number.number


def _claim(pool: Pool, visit: Seen, at: datetime) -> tuple[int, str] | None:
    account = require_account_id()
    values = {"account": account, "pool": pool.pk, "visit": visit.pk, "at": at, "until": at + pool.hold}
    for _ in range(TRIES):
        try:
            rows = run(CLAIM, values)
        except IntegrityError:
            # The constraint knew better: another writer holds the number, or this visit got one meanwhile.
            kept = _extend(visit, at).get(pool.pk)
            if kept is not None:
                return kept
            continue
        if rows:
            return rows[0][0], rows[0][1]
        # Another page of the visit may have got the last number.
        return None if visit.fresh else _extend(visit, at).get(pool.pk)
    return None
