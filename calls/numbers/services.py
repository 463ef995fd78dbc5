"""What people change about numbers and queues."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls.models import Destination, PhoneNumber, TelephonyConnection
from compliance.audit.chain import record

State = PhoneNumber.State
# What may follow what; a number that was given back stays so, because somebody else may have it by now.
NEXT: Mapping[str, tuple[str, ...]] = {
    State.PENDING: (State.PENDING, State.ACTIVE, State.RELEASED),
    State.ACTIVE: (State.ACTIVE, State.RELEASING, State.RELEASED),
    State.RELEASING: (State.RELEASING, State.ACTIVE, State.RELEASED),
    State.RELEASED: (State.RELEASED,),
}


def add_number(
    number: str,
    *,
    name: str = "",
    connection: TelephonyConnection | None = None,
    destination: Destination | None = None,
) -> PhoneNumber:
    """An active tracking number (E.164). Raises ValidationError when somebody holds it already."""
    try:
        with transaction.atomic():
            row = PhoneNumber.objects.create(
                number=number, name=name, connection=connection, destination=destination
            )
            record("number.added", row)
    except IntegrityError as error:
        raise ValidationError({"number": _("This number is connected already.")}) from error
    return row


def change_number(
    row: PhoneNumber,
    *,
    name: str,
    state: str,
    connection: TelephonyConnection | None,
    destination: Destination | None,
) -> list[str]:
    """The names of what really changed. Raises ValidationError for a state that may not follow."""
    with transaction.atomic():
        row = PhoneNumber.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if state not in NEXT[row.state]:
            raise ValidationError({"state": _("This state cannot follow the present one.")})
        wanted: dict[str, Any] = {
            "name": name, "state": state, "connection": connection, "destination": destination,
        }  # fmt: skip
        changed = [key for key, value in wanted.items() if getattr(row, key) != value]
        for key in changed:
            setattr(row, key, wanted[key])
        if changed:
            row.save(update_fields=changed)
            record("number.changed", row, fields=changed, state=state)
    return changed


def save_queue(
    row: Destination, *, name: str, phone_number: str, ring_seconds: int, whisper: str
) -> Destination:
    """A new or changed queue."""
    wanted = {"name": name, "phone_number": phone_number, "ring_seconds": ring_seconds, "whisper": whisper}
    changed = [key for key, value in wanted.items() if getattr(row, key) != value]
    action = "queue.changed" if row.pk else "queue.added"
    with transaction.atomic():
        for key in changed:
            setattr(row, key, wanted[key])
        row.save()
        if changed:
            record(action, row, fields=changed)
    return row
