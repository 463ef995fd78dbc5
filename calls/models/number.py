"""Tracking numbers and where they ring."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.connection import TelephonyConnection
from compliance.tenancy import AccountOwned


class Destination(AccountOwned):
    """A queue or office that calls are put through to."""

    name = models.CharField(max_length=80)
    phone_number = models.CharField(max_length=20, help_text=_("E.164"))
    ring_seconds = models.PositiveSmallIntegerField(default=20)
    whisper = models.CharField(
        max_length=200, blank=True, help_text=_("Said to the agent before the call is joined.")
    )

    def __str__(self) -> str:
        return f"{self.name} {self.phone_number}"


class Agent(AccountOwned):
    """A person who answers calls."""

    name = models.CharField(max_length=120)
    external_id = models.CharField(max_length=80, blank=True)
    phone_number = models.CharField(
        max_length=20, blank=True, help_text=_("E.164 number the agent answers on.")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The member who sees the calls of this agent as their own."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_agent_per_external_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PhoneNumber(AccountOwned):
    """One number at a provider. What it stands for (a page, a visit) is a dated lease in attribution.

    pending -> active -> releasing -> released; only active numbers are shown to visitors.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("Active")
        RELEASING = "releasing", _("Releasing")
        RELEASED = "released", _("Released")

    number = models.CharField(max_length=20, help_text=_("E.164"))
    name = models.CharField(max_length=120, blank=True)
    connection = models.ForeignKey(TelephonyConnection, on_delete=models.PROTECT, null=True, blank=True)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(state="released"), name="one_holder_per_phone_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number
