"""A phone call and its legs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.number import Agent, PhoneNumber
from compliance.tenancy import AccountOwned


class Tag(AccountOwned):
    """A word people put on calls."""

    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name


class Call(AccountOwned):
    """One call as the business sees it.

    state: ringing -> in_progress -> ended, never back (a late `ringing` does not reopen an ended call).
    processing: waiting -> running -> done | attention. Three-state facts are null until evaluated.
    """

    class State(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        IN_PROGRESS = "in_progress", _("In progress")
        ENDED = "ended", _("Ended")

    class Processing(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        ATTENTION = "attention", _("Needs attention")

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("Inbound")
        OUTBOUND = "outbound", _("Outbound")

    class LeadStatus(models.TextChoices):
        UNKNOWN = "unknown", _("Not set")
        GOOD = "good_lead", _("Good lead")
        NOT_A_LEAD = "not_a_lead", _("Not a lead")

    source = models.CharField(max_length=32, help_text=_("Provider key, or `import`."))
    external_id = models.CharField(max_length=80)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.INBOUND)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RINGING)
    processing = models.CharField(max_length=10, choices=Processing.choices, default=Processing.WAITING)
    phone_number = models.ForeignKey(
        PhoneNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="calls")
    customer_phone_number = models.CharField(
        max_length=20, blank=True, help_text=_("E.164, or empty when withheld.")
    )
    tracking_phone_number = models.CharField(max_length=20, blank=True)
    business_phone_number = models.CharField(max_length=20, blank=True)
    customer_city = models.CharField(max_length=80, blank=True)
    customer_state = models.CharField(max_length=40, blank=True)
    customer_country = models.CharField(max_length=2, blank=True)
    start_time = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    duration = models.PositiveIntegerField(null=True, blank=True, help_text=_("Seconds from start to end."))
    answered = models.BooleanField(null=True, blank=True)
    voicemail = models.BooleanField(null=True, blank=True)
    first_call = models.BooleanField(null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    flags = models.JSONField(
        default=list, blank=True, help_text=_("For example no_speech, language:es, mono.")
    )
    lead_status = models.CharField(max_length=12, choices=LeadStatus.choices, default=LeadStatus.UNKNOWN)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="calls")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "source", "external_id"], name="one_call_per_external_id"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-start_time", "-id"], name="calls_newest_first"),
            models.Index(fields=["account", "customer_phone_number", "start_time"], name="calls_of_customer"),
        ]

    def __str__(self) -> str:
        return f"Call {self.pk}"

    @property
    def subject(self) -> str:
        """The call's key in the consent ledger."""
        return f"call:{self.pk}"

    @property
    def known_names(self) -> list[str]:
        """Names of people that redaction looks for in this call, however they are said."""
        return [self.agent.name] if self.agent else []


class CallLeg(AccountOwned):
    """One attempt to reach a destination within a call; `sequence` is the provider's order, not the arrival's."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    external_id = models.CharField(max_length=80)
    to_number = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=16)
    sequence = models.IntegerField(default=-1)
    started_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "external_id"], name="one_leg_per_external_id")
        ]

    def __str__(self) -> str:
        return f"{self.to_number} {self.status}"
