"""Raw provider messages, kept before anything else is done with them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.connection import TelephonyConnection
from compliance.tenancy import AccountOwned


class ProviderEvent(AccountOwned):
    """One verified message of a provider. received -> applied | failed. A repeated message finds its row and stops."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Failed")

    provider = models.CharField(max_length=32)
    event_id = models.CharField(max_length=160)
    connection = models.ForeignKey(TelephonyConnection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=32)
    call_key = models.CharField(max_length=80)
    payload = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "event_id"], name="one_row_per_provider_event"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"], condition=models.Q(state="received"), name="provider_events_waiting"
            ),
            models.Index(fields=["account", "call_key"], name="provider_events_of_call"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
