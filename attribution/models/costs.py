"""What the advertising cost."""

from typing import ClassVar

from django.db import models

from compliance.tenancy import AccountOwned


class AdSpend(AccountOwned):
    """Spend of one day on one combination; cost in micros (millionths) of the currency. A later import replaces it."""

    date = models.DateField()
    source = models.CharField(max_length=200)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    ad_group = models.CharField(max_length=200, blank=True)
    keyword = models.CharField(max_length=200, blank=True)
    cost_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    clicks = models.PositiveIntegerField(null=True, blank=True)
    impressions = models.PositiveBigIntegerField(null=True, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "date", "source", "medium", "campaign", "ad_group", "keyword"],
                name="one_spend_per_day_and_combination",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.source} {self.campaign}: {self.cost_micros / 1e6:.2f} {self.currency}"
