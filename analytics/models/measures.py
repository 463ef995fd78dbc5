"""Talk and silence of a call."""

from django.db import models

from calls.models import Call
from compliance.tenancy import AccountOwned


class Measures(AccountOwned):
    """Times of one call in seconds; ratios 0..1 (formulas: analytics.conversation.measures).

    Null where it cannot be told: without separate speakers, or with a denominator of 0.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="measures")
    agent_seconds = models.FloatField(null=True, blank=True)
    caller_seconds = models.FloatField(null=True, blank=True)
    overtalk_seconds = models.FloatField(null=True, blank=True)
    silence_seconds = models.FloatField()
    dead_air_seconds = models.FloatField()
    longest_monologue_agent = models.FloatField(null=True, blank=True)
    longest_monologue_caller = models.FloatField(null=True, blank=True)
    talk_ratio = models.FloatField(null=True, blank=True)
    agent_talk_percent = models.FloatField(null=True, blank=True)
    interruptions_by_agent = models.PositiveIntegerField(null=True, blank=True)
    interruptions_by_caller = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Measures of call {self.call_id}"
