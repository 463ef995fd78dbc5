"""The consent ledger and the one question asked of it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from compliance.models import ConsentRecord, Purpose


def record_consent(
    subject: str,
    purposes: dict[str, bool],
    *,
    source: str,
    evidence: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Notes what `subject` agreed to (purpose -> yes or no). What is already known stays one row."""
    at = at or timezone.now()
    for purpose, granted in purposes.items():
        newest = _newest(subject, purpose)
        if newest is not None and newest.granted == granted and newest.source == source:
            continue
        ConsentRecord.objects.create(
            subject=subject,
            purpose=Purpose(purpose),
            granted=granted,
            source=source,
            evidence=evidence or {},
            at=at,
        )


def may(subject: str, purpose: str) -> bool:
    """Whether the newest record allows `purpose` for `subject`; nothing recorded means no."""
    newest = _newest(subject, purpose)
    return newest is not None and newest.granted


def _newest(subject: str, purpose: str) -> ConsentRecord | None:
    return ConsentRecord.objects.filter(subject=subject, purpose=purpose).order_by("-at", "-id").first()
