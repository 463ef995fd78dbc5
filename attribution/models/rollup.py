"""Daily sums that reports read: written anew, a day at a time, from the rows they sum up. Days are the account's own."""

from typing import ClassVar

from django.db import models

from calls.models import PhoneNumber
from compliance.tenancy import AccountOwned


class Origin(AccountOwned):
    """One combination of everything a visit's arrival is broken down by. `digest` of them all makes it unique."""

    digest = models.CharField(max_length=32)
    channel = models.CharField(max_length=40)
    source = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    ad_group = models.CharField(max_length=200, blank=True)
    keyword = models.CharField(max_length=200, blank=True)
    ad = models.CharField(max_length=200, blank=True)
    landing_page = models.CharField(max_length=500, blank=True)
    device = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="one_origin_per_combination")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.campaign}"


class Sums(models.Model):
    """What is summed. With s the share of a call (match probability times credit weight), x what the call brought and q the
    probability of its outcome: calls, qualified, conversions, value: sum of s x; `*_variance`: sum of
    (1 + q (1 - q)) (s x)^2, with q = 1 for calls; `largest`: the largest share of value, were its match certain. All but
    `largest` add up over rows.
    """

    calls = models.FloatField(default=0)
    qualified = models.FloatField(default=0)
    conversions = models.FloatField(default=0)
    value = models.FloatField(default=0)
    conversions_variance = models.FloatField(default=0)
    value_variance = models.FloatField(default=0)
    calls_variance = models.FloatField(default=0)
    qualified_variance = models.FloatField(default=0)
    largest = models.FloatField(default=0)

    class Meta:
        abstract = True


class CreditDay(AccountOwned, Sums):
    """One day's credit of one origin under one rule: calls by their start, conversions by their own time."""

    day = models.DateField()
    rule = models.CharField(max_length=32)
    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "rule", "day"], name="credit_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.rule} {self.origin_id}"


class CallDay(AccountOwned, Sums):
    """One day's calls of one tracking number from one region, whatever brought them; the same under every credit rule."""

    day = models.DateField()
    region = models.CharField(max_length=80, blank=True)
    phone_number = models.ForeignKey(PhoneNumber, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="call_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.region}"


class VisitDay(AccountOwned):
    """How many visits of the web one origin had on one day."""

    day = models.DateField()
    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="+")
    visits = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="visit_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.origin_id}: {self.visits}"


class TransitionDay(AccountOwned):
    """How often journeys that closed on a day went from one state to the next, at one order of the Markov chain.

    States are channels joined by " > " (order > 1); "(start)", "(conversion)" and "(null)" are the others.
    """

    day = models.DateField()
    order = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=200)
    target = models.CharField(max_length=200)
    count = models.FloatField()
    value = models.FloatField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "order", "day"], name="transition_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.state} to {self.target}: {self.count}"


class PathDay(AccountOwned):
    """How many journeys with this sequence of channels (repeats collapsed) closed on a day, won or not."""

    day = models.DateField()
    path = models.TextField(help_text="Channels joined by ' > '.")
    conversions = models.FloatField(default=0)
    value = models.FloatField(default=0)
    nulls = models.FloatField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="path_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.path}"


class StaleDay(AccountOwned):
    """A day whose sums no longer fit its rows. Written by triggers, any number of times; removed by the rewrite. No
    foreign key, no unique key: writers of facts must never wait for one another here.
    """

    account = models.ForeignKey(
        "compliance.Account", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="stale_days_of_account")]

    def __str__(self) -> str:
        return str(self.day)
