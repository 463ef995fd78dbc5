"""Numbers that stand for one source: reading, making and changing them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import SourceNumber
from attribution.numbers.queries import RECENT
from calls.models import Call, PhoneNumber
from compliance.audit.chain import record

CONDITIONS = ("channel", "utm_source", "utm_medium", "utm_campaign", "landing_page")


def source_numbers() -> QuerySet[SourceNumber]:
    """All of the account with their number and `recent_calls` (30 days), by name."""
    calls = Call.objects.filter(
        phone_number=OuterRef("phone_number"), start_time__gte=timezone.now() - RECENT
    ).order_by()
    recent = calls.values("phone_number").annotate(n=Count("pk")).values("n")
    rows = SourceNumber.objects.select_related("phone_number")
    return rows.annotate(recent_calls=Coalesce(Subquery(recent, output_field=IntegerField()), 0)).order_by(
        "name", "pk"
    )


def current() -> Q:
    """Those that stand for their source now or will."""
    return Q(ends_at=None) | Q(ends_at__gt=timezone.now())


def stands_for(row: SourceNumber) -> str:
    """Who is shown the number, or whom its calls are credited to; empty for everybody."""
    return " · ".join(value for name in CONDITIONS if (value := getattr(row, name)))


def choosable_numbers(row: SourceNumber) -> QuerySet[PhoneNumber]:
    """Numbers that can stand for a source: in no pool, not given back; the present one too."""
    rows = PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).filter(pool_number=None)
    return (rows | PhoneNumber.objects.filter(pk=row.phone_number_id)).order_by("number")


def save_source(row: SourceNumber, **values: Any) -> SourceNumber:
    """A new or changed one. Raises ValidationError."""
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    action = "source_number.changed" if row.pk else "source_number.added"
    try:
        with transaction.atomic():
            row.save()
            record(action, row, place=row.place, number=row.phone_number_id)
    except IntegrityError as error:
        raise ValidationError(
            {"phone_number": _("This number stands for another source at that time.")}
        ) from error
    return row


def _check(row: SourceNumber) -> None:
    number = row.phone_number
    if hasattr(number, "pool_number"):
        raise ValidationError({"phone_number": _("A number of a pool cannot stand for a source.")})
    if row.place == SourceNumber.Place.SITE and not row.target_number:
        raise ValidationError({"target_number": _("Which number on the page is replaced?")})
    if row.target_number == number.number:
        raise ValidationError({"phone_number": _("A number cannot stand for itself.")})
    if row.landing_page and not row.landing_page.startswith("/"):
        raise ValidationError({"landing_page": _("A path begins with a slash.")})
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        raise ValidationError({"ends_at": _("The end is before the beginning.")})
