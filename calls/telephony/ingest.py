"""Keeping raw messages and applying them: repeated, late and out-of-order ones change nothing they should not."""

from collections.abc import Mapping

from django.db import DataError, models, transaction
from django.utils import timezone

from calls.models import Call, ProviderEvent, TelephonyConnection
from calls.telephony import effects
from calls.telephony.provider import CallEvent, Kind, Malformed, TelephonyProvider
from compliance.dispatch import enqueue
from compliance.registry import member

State = ProviderEvent.State


def keep(event: CallEvent, connection: TelephonyConnection, payload: Mapping[str, str]) -> bool:
    """Stores the raw message before anything is done with it; False when it is a repetition."""
    with transaction.atomic():
        row, created = ProviderEvent.objects.get_or_create(
            connection=connection,
            event_id=event.event_id,
            defaults={
                "account_id": connection.account_id,
                "provider": connection.provider,
                "kind": event.kind,
                "call_key": event.call_key,
                "payload": dict(payload),
            },
        )
        if created:
            enqueue("calls.apply_event", row.pk)
    return created


def apply(event_id: int) -> None:
    """Applies one kept message, and then those of the same call that waited for it. Applying it again does nothing."""
    row = ProviderEvent.objects.select_related("connection").filter(pk=event_id, state=State.RECEIVED).first()
    if row is None:
        return
    if row.kind != Kind.INCOMING and not _call_exists(row):
        first = _waiting(row).filter(kind=Kind.INCOMING).first()
        if first is None:
            return  # the call's first message is still on its way; it will apply this one
        row = first  # it takes the others along
    if _apply_one(row) and row.kind == Kind.INCOMING:
        for other in _waiting(row).order_by("received_at", "id"):
            _apply_one(other)


def _apply_one(row: ProviderEvent) -> bool:
    provider = member("TELEPHONY_PROVIDERS", TelephonyProvider, row.provider)()
    try:
        event = provider.parse(Kind(row.kind), row.payload)
    except Malformed as error:
        ProviderEvent.objects.filter(pk=row.pk).update(state=State.FAILED, error=str(error)[:300])
        return False
    try:
        return _take_effect(row, event)
    except DataError:
        ProviderEvent.objects.filter(pk=row.pk).update(
            state=State.FAILED, error="a field is longer than it may be"
        )
        return False


def _take_effect(row: ProviderEvent, event: CallEvent) -> bool:
    with transaction.atomic():
        mine = ProviderEvent.objects.select_for_update().filter(pk=row.pk, state=State.RECEIVED)
        if not mine.exists():
            return False
        effects.take_effect(event, row.connection, row.received_at)
        mine.update(state=State.APPLIED, applied_at=timezone.now(), error="")
    return True


def _call_exists(row: ProviderEvent) -> bool:
    return Call.objects.filter(source=row.provider, external_id=row.call_key).exists()


def _waiting(row: ProviderEvent) -> models.QuerySet[ProviderEvent]:
    return (
        ProviderEvent.objects.select_related("connection")
        .filter(provider=row.provider, call_key=row.call_key, state=State.RECEIVED)
        .exclude(pk=row.pk)
    )
