"""Proof and repair of redaction: what people checked, and what new rules found in calls already kept."""

from typing import ClassVar

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from compliance.tenancy import AccountOwned


class RedactionReview(AccountOwned):
    """A call drawn at random for a person to check that nothing was left in clear.

    open -> clean or missed (the reviewer hid something), or skipped (it cannot be judged); none of them ever changes back.
    `missed` counts what was hidden by hand, by entity type; `words` is how many words were judged.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To check")
        CLEAN = "clean", _("Nothing missed")
        MISSED = "missed", _("Something missed")
        SKIPPED = "skipped", _("Could not be judged")

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="redaction_review")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    version = models.CharField(max_length=40, help_text=_("Rules that redacted the call."))
    words = models.PositiveIntegerField(default=0)
    missed = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField(auto_now_add=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["drawn_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["account", "state", "drawn_at"], name="reviews_by_state"),
            models.Index(fields=["account", "version", "state"], name="reviews_by_version"),
        ]

    def __str__(self) -> str:
        return f"Redaction review of call {self.call_id}"


class RedactionRun(AccountOwned):
    """One pass of the present rules over the calls an account has kept.

    waiting -> running -> finished or failed. A preview (`apply` false) changes nothing and only counts.
    `position` is the last call done, so that a killed run goes on where it stopped.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    apply = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    version = models.CharField(max_length=40)
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Redaction run {self.pk}"


class RedactionChange(AccountOwned):
    """What one run, or one reviewer (`run` empty), hid later in one call: counts and places, never words.

    `found` counts new spans by entity type; `places` are [turn, type, start, end], seconds where words have times.
    """

    run = models.ForeignKey(
        RedactionRun, null=True, blank=True, on_delete=models.CASCADE, related_name="changes"
    )
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="redaction_changes")
    before = models.CharField(max_length=40)
    after = models.CharField(max_length=40)
    found = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    applied = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "call"], name="one_redaction_change_per_run_and_call"),
        ]

    def __str__(self) -> str:
        return f"Redaction change of call {self.call_id}"
