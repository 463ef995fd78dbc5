"""What the pipeline did with a call."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from compliance.tenancy import AccountOwned


class StageRun(AccountOwned):
    """One stage of one call's pipeline.

    waiting -> running -> done | skipped | failed; failed with `retry_at` goes back to running by itself, without it
    the call needs attention. A running row whose `lease_until` has passed belonged to a worker that died.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        FAILED = "failed", _("Failed")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="stage_runs")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its task was last put on the queue.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was skipped or failed."))
    input_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "key"], name="one_run_per_stage")]
        indexes: ClassVar = [
            models.Index(
                fields=["status", "retry_at"], condition=~models.Q(status="done"), name="stage_runs_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
