"""Requests that may be repeated without being done twice."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class IdempotentRequest(AccountOwned):
    """One POST with an `Idempotency-Key`. begun -> answered; a repeat gets the kept answer, another body is refused."""

    caller = models.CharField(max_length=40, help_text=_("key:<id> or user:<id>"))
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, help_text=_("SHA-256 of method, path and body."))
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "caller", "key"], name="one_row_per_idempotency_key")
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotent_requests_by_age")]

    def __str__(self) -> str:
        return self.key
