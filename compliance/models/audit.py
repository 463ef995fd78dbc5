"""The audit trail: append-only, one hash chain per account."""

from typing import ClassVar

import pgtrigger
from django.db import models

from compliance.tenancy import AccountOwned


class AuditEvent(AccountOwned):
    """One thing somebody did. Rows are never changed or deleted; each carries the hash of the one before.

    `hash` = SHA-256 over the previous hash and the row's canonical JSON; `facts` hold digests, never personal data.
    """

    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "position"], name="audit_chain_has_no_fork"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "object_type", "object_id"], name="audit_events_of_object")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action}"
