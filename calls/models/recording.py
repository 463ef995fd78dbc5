"""What was recorded, and what is kept of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from compliance.sealed import SealedJSONField
from compliance.tenancy import AccountOwned


class Recording(AccountOwned):
    """One recording of a call.

    announced -> fetched (encrypted, not yet redacted, opened by stages only) -> redacted (the only state people hear).
    absent: the provider has none; failed: it could not be fetched or decoded, `error` says why.
    `sealed_key` is the call's own data key, wrapped; dropping it destroys the audio.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        FETCHED = "fetched", _("Fetched")
        REDACTED = "redacted", _("Ready")
        ABSENT = "absent", _("None made")
        FAILED = "failed", _("Failed")

    # `error` of one that was destroyed for want of a transcript; it is not fetched again.
    SPARE: ClassVar = "destroyed: the transcript of the call belongs to another recording"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="recordings")
    external_id = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    error = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    channels = models.PositiveSmallIntegerField(null=True, blank=True)
    caller_channel = models.PositiveSmallIntegerField(
        default=0, help_text=_("Channel of the caller in the original.")
    )
    announced_seconds = models.FloatField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    raw_file = models.CharField(
        max_length=200, blank=True, help_text=_("Vault name of the encrypted original.")
    )
    file = models.CharField(
        max_length=200, blank=True, help_text=_("Vault name of the encrypted redacted audio.")
    )
    content_type = models.CharField(max_length=60, blank=True)
    sealed_key = SealedJSONField(null=True)
    peaks = models.JSONField(default=list, blank=True, help_text=_("Waveform of each channel, 0..100."))
    mutes = models.JSONField(default=list, blank=True, help_text=_("Muted spans: channel, start, end, type."))
    payment_segments = models.JSONField(
        default=list,
        blank=True,
        help_text=_(
            "[start, end, reason] in seconds, from the carrier: recording paused, keys pressed. Hidden whole."
        ),
    )
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the muted recording was heard again.")
    )
    verification = models.JSONField(
        default=dict, blank=True, help_text=_("What hearing it again found, in counts.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "external_id"], name="one_recording_per_external_id"),
        ]

    def __str__(self) -> str:
        return f"Recording {self.external_id}"
