"""Pools as people make and change them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import Lease, NumberPool, PoolNumber
from calls.models import PhoneNumber
from compliance.audit.chain import record


def usable_numbers(pool: NumberPool) -> QuerySet[PhoneNumber]:
    """Numbers the pool has or may get: in no other pool, not given back, and not the one they replace."""
    rows = PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).filter(pool_number=None)
    own = PhoneNumber.objects.filter(pool_number__pool=pool) if pool.pk else PhoneNumber.objects.none()
    return (rows | own).exclude(number=pool.target_number).order_by("number")


def save_pool(pool: NumberPool, *, numbers: Collection[PhoneNumber], **settings: Any) -> NumberPool:
    """A new or changed pool with exactly these numbers. Raises ValidationError.

    A number that leaves keeps its running lease; one that comes back is free when its last lease is over.
    """
    target = settings.get("target_number", pool.target_number)
    if NumberPool.objects.filter(target_number=target).exclude(pk=pool.pk).exists():
        raise ValidationError({"target_number": _("Another pool replaces this number already.")})
    if any(number.number == target for number in numbers):
        raise ValidationError({"numbers": _("A number cannot stand for itself.")})
    action = "pool.changed" if pool.pk else "pool.created"
    with transaction.atomic():
        for name, value in settings.items():
            setattr(pool, name, value)
        pool.save()
        wanted = {number.pk for number in numbers}
        there = set(pool.numbers.values_list("phone_number_id", flat=True))
        pool.numbers.exclude(phone_number_id__in=wanted).delete()
        _add(pool, wanted - there)
        record(action, pool, numbers=len(wanted), added=len(wanted - there), removed=len(there - wanted))
    return pool


def _add(pool: NumberPool, ids: set[int]) -> None:
    if PoolNumber.objects.filter(phone_number_id__in=ids).exists():
        raise ValidationError({"numbers": _("A number is in another pool.")})
    free = _free_from(ids)
    PoolNumber.objects.bulk_create(
        PoolNumber(account_id=pool.account_id, pool=pool, phone_number_id=pk, free_at=free[pk])
        for pk in sorted(ids)
    )


def _free_from(ids: set[int]) -> dict[int, datetime]:
    now = timezone.now()
    free = dict.fromkeys(ids, now)
    for lease in Lease.objects.filter(phone_number_id__in=ids, period__endswith__gt=now):
        free[lease.phone_number_id] = max(free[lease.phone_number_id], lease.period.upper)
    return free
