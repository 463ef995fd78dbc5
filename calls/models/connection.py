"""Links to telephony providers."""

from typing import ClassVar

from django.db import models

from compliance.sealed import SealedJSONField
from compliance.tenancy import AccountOwned


class TelephonyConnection(AccountOwned):
    """One account at one telephony provider. `external_id` is how the provider names the account in its messages."""

    provider = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    external_id = models.CharField(max_length=64)
    secrets = SealedJSONField(default=dict)
    options = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "external_id"], name="one_connection_per_provider_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.provider})"
