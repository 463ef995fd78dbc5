"""The conversion ledger: what should be known outside, and what was told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.models.visit import Visit
from calls.models import Call
from compliance.sealed import SealedJSONField
from compliance.tenancy import AccountOwned


class ConversionRule(AccountOwned):
    """When a call counts, and what it is worth. `outcomes`: labels of the outcome dimension; empty: any.

    A rule never fires on an abstained verdict or below `min_probability`.
    """

    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    intents = models.JSONField(default=list, blank=True)
    outcomes = models.JSONField(default=list, blank=True)
    min_seconds = models.PositiveIntegerField(default=0)
    min_probability = models.FloatField(default=0.7)
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    active = models.BooleanField(default=True)
    counts_in_roas = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="one_rule_per_key")]

    def __str__(self) -> str:
        return self.name


class DestinationConnection(AccountOwned):
    """One account at an ad platform, CRM or webhook receiver. A set-up error pauses it until a person mends it."""

    destination = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    options = models.JSONField(default=dict)
    secrets = SealedJSONField(default=dict)
    active = models.BooleanField(default=True)
    paused_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.destination})"


class Conversion(AccountOwned):
    """One call fulfilling one rule: the desired state. Withdrawn (`active` false) when the call no longer fulfils it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="conversions")
    rule = models.ForeignKey(ConversionRule, on_delete=models.PROTECT, related_name="conversions")
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversions"
    )
    key = models.CharField(
        max_length=64, help_text=_("Stable id sent to every destination; no personal data.")
    )
    occurred_at = models.DateTimeField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    probability = models.FloatField(null=True, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "rule"], name="one_conversion_per_call_and_rule"),
            models.UniqueConstraint(fields=["account", "key"], name="one_conversion_per_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "occurred_at"], name="conversions_by_time")]

    def __str__(self) -> str:
        return self.key


class Delivery(AccountOwned):
    """One conversion for one connection: desired state against sent state.

    pending -> sending -> accepted; transient failures go back to pending with `not_before`; final states: accepted,
    failed (a person is told), expired, blocked_consent, not_applicable (nothing to identify it by), cancelled. A change
    of `desired` makes any of them pending again. `lease_until` of a sending row also tells whose claim it is.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending")
        ACCEPTED = "accepted", _("Accepted")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")
        BLOCKED_CONSENT = "blocked_consent", _("No consent")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        CANCELLED = "cancelled", _("Cancelled")

    conversion = models.ForeignKey(Conversion, on_delete=models.CASCADE, related_name="deliveries")
    connection = models.ForeignKey(DestinationConnection, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=16, choices=State.choices, default=State.PENDING)
    desired = models.JSONField(
        default=dict, help_text=_("Value, currency and active, as they should be known.")
    )
    sent = models.JSONField(
        null=True, blank=True, help_text=_("The same as the destination last accepted them.")
    )
    unconfirmed = models.JSONField(
        null=True, blank=True, help_text=_("What went out without a clear answer, and since when that is so.")
    )
    frozen = models.JSONField(
        null=True,
        blank=True,
        help_text=_("Event time and visit as of the first request; no later one may differ."),
    )
    attempts_made = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("Attempts for the state desired now."))
    not_before = models.DateTimeField()
    nudged_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its task was last put on the queue.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversion", "connection"], name="one_delivery_per_conversion_and_connection"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["pending", "sending"]),
                name="deliveries_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversion_id} -> {self.connection_id}: {self.state}"


class Attempt(AccountOwned):
    """One request of one delivery. Request and response are kept with secrets and personal data masked."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    request = models.JSONField(default=dict)
    response = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_per_number")
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of delivery {self.delivery_id}"
