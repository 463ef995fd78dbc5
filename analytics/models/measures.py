"""Talk and silence of a call."""

from django.db import models

from calls.models import Call
from compliance.tenancy import AccountOwned


class Measures(AccountOwned):
    """Times of one call in seconds; ratios 0..1, null where their denominator is 0 (formulas: analytics.conversation)."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="measures")
    agent_seconds = models.FloatField()
    caller_seconds = models.FloatField()
    overtalk_seconds = models.FloatField()
    silence_seconds = models.FloatField()
    dead_air_seconds = models.FloatField()
    longest_monologue_seconds = models.FloatField()
    longest_monologue_speaker = models.CharField(max_length=8, blank=True)
    talk_ratio = models.FloatField(null=True, blank=True)
    agent_talk_percent = models.FloatField(null=True, blank=True)
    interruptions_by_agent = models.PositiveIntegerField(default=0)
    interruptions_by_caller = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Measures of call {self.call_id}"
