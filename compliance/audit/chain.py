"""Writing and checking the audit chain."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from compliance.causes import current_actor, current_correlation_id
from compliance.models import AuditEvent
from compliance.tenancy import require_account_id

START = "0" * 64
LOCK_FAMILY = 0x5254  # advisory locks of the audit chain: (family, account)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: the first position that does not fit, and why."""

    position: int
    reason: str


def record(action: str, target: Model | None = None, *, actor: str = "", **facts: Any) -> AuditEvent:
    """Appends one event to the chain of the account in scope. `facts` must be JSON and free of personal data."""
    account_id = require_account_id()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, account_id])
        last = AuditEvent.objects.order_by("-position").first()
        event = AuditEvent(
            account_id=account_id,
            position=last.position + 1 if last else 1,
            at=timezone.now(),
            actor=actor or current_actor() or "system",
            action=action,
            object_type=target._meta.label if target is not None else "",
            object_id=str(target.pk) if target else "",
            facts=facts,
            correlation_id=current_correlation_id() or "",
            previous_hash=last.hash if last else START,
        )
        event.hash = _hash(event)
        event.save()
    return event


def verify() -> Break | None:
    """The first broken link in the chain of the account in scope, or None. A cut tail shows only against a kept head."""
    previous, expected = START, 1
    for event in AuditEvent.objects.order_by("position").iterator():
        if event.position != expected:
            return Break(expected, f"the row is missing; the next one is {event.position}")
        if event.previous_hash != previous:
            return Break(event.position, "it does not follow the row before it")
        if event.hash != _hash(event):
            return Break(event.position, "its content was changed")
        previous, expected = event.hash, expected + 1
    return None


def _hash(event: AuditEvent) -> str:
    names = (
        "position",
        "actor",
        "action",
        "object_type",
        "object_id",
        "facts",
        "correlation_id",
        "previous_hash",
    )
    content = {name: getattr(event, name) for name in names} | {
        "at": event.at.isoformat(),
        "account": event.account_id,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
