"""What a call was about and how it ended, as a fact with its evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.call import Call
from compliance.tenancy import AccountOwned


class Outcome(AccountOwned):
    """One verdict on one dimension of a call. Machine and human verdicts are different rows; a human one counts first.

    `evidence`: list of {turn, start, end, text} over the redacted transcript. `abstained`: best guess, not acted on.
    """

    class Dimension(models.TextChoices):
        INTENT = "intent", _("Intent")
        OUTCOME = "outcome", _("Outcome")
        SENTIMENT = "sentiment", _("Sentiment")

    class Source(models.TextChoices):
        MACHINE = "machine", _("Machine")
        HUMAN = "human", _("Person")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="outcomes")
    dimension = models.CharField(max_length=10, choices=Dimension.choices)
    label = models.CharField(max_length=60)
    probability = models.FloatField(null=True, blank=True)
    abstained = models.BooleanField(default=False)
    evidence = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    version = models.CharField(max_length=80, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["call", "dimension", "-created_at"], name="outcomes_newest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "dimension", "version", "input_hash"],
                condition=models.Q(source="machine"),
                name="one_machine_verdict_per_input",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.label}"
