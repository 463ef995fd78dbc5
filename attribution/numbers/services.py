"""Pools as people make and change them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import Lease, NumberPool, PoolNumber, SourceNumber
from attribution.numbers.sources import current
from calls.models import PhoneNumber
from compliance.audit.chain import record


def usable_numbers(pool: NumberPool) -> QuerySet[PhoneNumber]:
    """Numbers the pool has or may get: in no other pool, not given back, standing for no source, shared by nobody, and not
    the one they replace.
    """
    rows = _in_no_pool().exclude(pk__in=SourceNumber.objects.filter(current()).values("phone_number"))
    rows = rows.exclude(pk__in=NumberPool.objects.exclude(overflow_number=None).values("overflow_number"))
    own = PhoneNumber.objects.filter(pool_number__pool=pool) if pool.pk else PhoneNumber.objects.none()
    return (rows | own).exclude(number=pool.target_number).order_by("number")


def overflow_numbers(pool: NumberPool) -> QuerySet[PhoneNumber]:
    """Numbers that visitors can share: in no pool, not given back, and not the one on the page."""
    return _in_no_pool().exclude(number=pool.target_number).order_by("number")


def _in_no_pool() -> QuerySet[PhoneNumber]:
    return PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).filter(pool_number=None)


def save_pool(pool: NumberPool, *, numbers: Collection[PhoneNumber], **settings: Any) -> NumberPool:
    """A new or changed pool with exactly these numbers. Raises ValidationError.

    A number that leaves keeps its running lease; one that comes back is free when its last lease is over.
    """
    target = settings.get("target_number", pool.target_number)
    if NumberPool.objects.filter(target_number=target).exclude(pk=pool.pk).exists():
        raise ValidationError({"target_number": _("Another pool replaces this number already.")})
    if any(number.number == target for number in numbers):
        raise ValidationError({"numbers": _("A number cannot stand for itself.")})
    _check_overflow(pool, numbers, settings)
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


def _check_overflow(pool: NumberPool, numbers: Collection[PhoneNumber], settings: dict[str, Any]) -> None:
    shared = settings.get("overflow_number", pool.overflow_number)
    if settings.get("overflow", pool.overflow) == NumberPool.Overflow.SHARED and shared is None:
        raise ValidationError({"overflow_number": _("Choose the number that is shared.")})
    if shared in numbers:
        raise ValidationError({"overflow_number": _("It cannot be shared and one of those that take turns.")})


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
