"""What lists, filters and totals read instead of joining every layer: one rebuildable row per call."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.models import Visit
from calls.models import Agent, Call, PhoneNumber
from compliance.tenancy import AccountOwned


class CallIndex(AccountOwned):
    """The effective facts of one call, copied from the rows that own them by `analytics.summaries.index`.

    Verdicts are the ones that count (a person's before the machine's); `unsure` marks an abstained one, whose label is
    kept as best guess. Facts of the visit are those of the likeliest one. `value`: what the standing conversions add to
    ROAS, as every report counts it.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, primary_key=True, related_name="index")
    start_time = models.DateTimeField()
    direction = models.CharField(max_length=8)
    processing = models.CharField(max_length=10)
    answered = models.BooleanField(null=True)
    voicemail = models.BooleanField(null=True)
    first_call = models.BooleanField(null=True)
    duration = models.PositiveIntegerField(null=True)
    lead_status = models.CharField(max_length=12)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    phone_number = models.ForeignKey(PhoneNumber, on_delete=models.SET_NULL, null=True, related_name="+")
    customer_phone_number = models.CharField(max_length=20, blank=True)
    intent = models.CharField(max_length=60, blank=True)
    intent_unsure = models.BooleanField(default=False)
    intent_probability = models.FloatField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    outcome_unsure = models.BooleanField(default=False)
    outcome_probability = models.FloatField(null=True)
    sentiment = models.CharField(max_length=60, blank=True)
    sentiment_unsure = models.BooleanField(default=False)
    sentiment_probability = models.FloatField(null=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    match_probability = models.FloatField(null=True)
    channel = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    keyword = models.CharField(max_length=200, blank=True)
    landing_page = models.CharField(max_length=2000, blank=True, help_text=_("Host and path."))
    transcribed = models.BooleanField(default=False)
    scored = models.BooleanField(default=False)
    score = models.FloatField(null=True)
    critical_failed = models.BooleanField(default=False)
    conversions = models.PositiveSmallIntegerField(
        default=0, help_text=_("Standing ones that count in ROAS.")
    )
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    delivery_state = models.CharField(max_length=16, blank=True)
    words = SearchVectorField(null=True, help_text=_("What was said, redacted, for search."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-start_time", "-call"], name="call_index_newest_first"),
            models.Index(fields=["account", "campaign", "-start_time"], name="call_index_by_campaign"),
            models.Index(fields=["account", "agent", "-start_time"], name="call_index_by_agent"),
            GinIndex(fields=["words"], name="call_index_by_words"),
        ]

    def __str__(self) -> str:
        return f"Index of call {self.call_id}"


class StaleCall(AccountOwned):
    """A call whose index row is older than its facts; written by triggers, removed by the refresh. No foreign key, no
    unique key: writers of facts must never wait for one another here.
    """

    # Without a constraint: rows deleted together with their account are noted too.
    account = models.ForeignKey(
        "compliance.Account", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    call_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="stale_calls_of_account")]

    def __str__(self) -> str:
        return f"Call {self.call_id}"
