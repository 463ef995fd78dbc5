"""How reports are made, and to whom they are sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class AttributionSettings(AccountOwned):
    """How an account wants credit given; at most one row, the defaults hold without it."""

    journey_days = models.PositiveSmallIntegerField(default=30, help_text=_("1 to 90."))
    half_life_days = models.FloatField(default=7.0, help_text=_("Of the time decay rule."))
    reset_after_conversion = models.BooleanField(default=False)
    no_touch_hosts = models.JSONField(
        default=list, blank=True, help_text=_("Referrers that begin no visit: own shops, payment providers.")
    )
    channel_rules = models.JSONField(
        default=list,
        blank=True,
        help_text=_("[{channel, source, medium, campaign, referrer}], patterns; the first that fits wins."),
    )
    source_categories = models.JSONField(
        default=dict, blank=True, help_text=_("Domain or name -> search, social, video or shopping.")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], name="one_attribution_settings_per_account"),
            models.CheckConstraint(
                condition=models.Q(journey_days__gte=1) & models.Q(journey_days__lte=90),
                name="journey_days_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"journeys of {self.journey_days} days"


class ReportSchedule(AccountOwned):
    """A report sent by e-mail, daily, weekly (Mondays) or monthly (the first), at `hour` of the account's time zone."""

    class Cadence(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")
        MONTHLY = "monthly", _("On the first of the month")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=40, help_text=_("URL name of the report."))
    query = models.CharField(max_length=2000, blank=True, help_text=_("The question, as in the address."))
    cadence = models.CharField(max_length=8, choices=Cadence.choices)
    hour = models.PositiveSmallIntegerField(default=7)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["active", "next_at"], name="schedules_due")]

    def __str__(self) -> str:
        return self.name
