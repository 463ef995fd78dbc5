"""Connections to carriers: made and changed by people and by the shell. The token goes in and never comes out."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, OuterRef, Subquery
from django.utils.translation import gettext as _

from calls.models import Destination, PhoneNumber, ProviderEvent, TelephonyConnection
from calls.telephony.provider import Kind
from compliance.audit.chain import record

# What a carrier is told to call, in the words of its console.
WEBHOOKS: Mapping[str, Any] = {"voice webhook": Kind.INCOMING, "status callback": Kind.ENDED}


def connect(
    provider: str,
    external_id: str,
    token: str,
    *,
    name: str = "",
    numbers: Collection[str] = (),
    ring: str = "",
) -> TelephonyConnection:
    """A connection with its numbers (E.164), which ring at `ring`. Raises ValidationError when one is connected already."""
    try:
        with transaction.atomic():
            row = TelephonyConnection.objects.create(
                provider=provider,
                name=name or provider.title(),
                external_id=external_id,
                secrets={"auth_token": token},
            )
            desk = _desk(ring) if ring else None
            for number in numbers:
                PhoneNumber.objects.create(number=number, connection=row, destination=desk)
            record("telephony.connected", row, provider=provider, numbers=len(numbers))
    except IntegrityError as error:
        text = _("The carrier account or one of the numbers is connected already.")
        raise ValidationError(text) from error
    return row


def change(row: TelephonyConnection, *, name: str, token: str, active: bool) -> None:
    """Name and switch; an empty token keeps the one there is."""
    changed = [key for key, value in {"name": name, "active": active}.items() if getattr(row, key) != value]
    row.name, row.active = name, active
    if token:
        row.secrets = {**row.secrets, "auth_token": token}
        changed.append("auth_token")
    if changed:
        with transaction.atomic():
            row.save(update_fields=["name", "active", "secrets"])
            record("telephony.changed", row, fields=changed, active=active)


def webhooks(provider: str) -> dict[str, str]:
    """The addresses to enter at the carrier, by what it calls them."""
    return {label: f"{settings.PUBLIC_URL}/telephony/{provider}/{kind}" for label, kind in WEBHOOKS.items()}


def connections() -> list[TelephonyConnection]:
    """Connections with `heard_at`, when the last verified message came."""
    events = ProviderEvent.objects.filter(connection=OuterRef("pk")).order_by("-pk").values("received_at")
    rows = TelephonyConnection.objects.annotate(heard_at=Subquery(events[:1], output_field=DateTimeField()))
    return list(rows.order_by("name", "pk"))


def _desk(ring: str) -> Destination:
    desk, _made = Destination.objects.get_or_create(phone_number=ring, defaults={"name": "Office"})
    return desk
