"""The redacted transcript; the unredacted one never becomes a row."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from compliance.tenancy import AccountOwned


class Transcript(AccountOwned):
    """What was said in one call, redacted. One per call; a new version replaces its turns."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="transcript")
    backend = models.CharField(max_length=40)
    model = models.CharField(max_length=60)
    redaction_version = models.CharField(max_length=40)
    language = models.CharField(max_length=12, blank=True)
    language_probability = models.FloatField(null=True, blank=True)
    seconds = models.FloatField()
    channels = models.PositiveSmallIntegerField()
    hidden_counts = models.JSONField(default=dict, help_text=_("Entity type -> number of hidden spans."))
    spans = models.JSONField(
        default=list,
        help_text=_(
            "Hidden stretches: [turn, begin, stop, type, start, end], offsets of the placeholder, seconds."
        ),
    )
    payment_windows = models.JSONField(
        default=list, help_text=_("[start, end, reason] in seconds; no end: until the call ended.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Transcript of call {self.call_id}"


class Turn(AccountOwned):
    """One speaker's uninterrupted stretch, redacted.

    `words` are [text, start, end, probability, begin, stop]: seconds, then character offsets into `text`; hidden words
    keep their number and times and all point at the placeholder that stands for them.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    speaker = models.CharField(max_length=8)
    start = models.FloatField()
    end = models.FloatField()
    text = models.TextField()
    words = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transcript", "position"], name="one_turn_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.speaker} at {self.start:.1f} s"
