"""What the advertising cost."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class AdSpend(AccountOwned):
    """Spend of one day on one combination; cost in micros (millionths) of the currency. A later import replaces it."""

    date = models.DateField()
    source = models.CharField(max_length=200)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    ad_group = models.CharField(max_length=200, blank=True)
    keyword = models.CharField(max_length=200, blank=True)
    ad = models.CharField(max_length=200, blank=True, default="")
    cost_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    clicks = models.PositiveIntegerField(null=True, blank=True)
    impressions = models.PositiveBigIntegerField(null=True, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "date", "source", "medium", "campaign", "ad_group", "keyword", "ad"],
                name="one_spend_per_day_and_combination",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.source} {self.campaign}: {self.cost_micros / 1e6:.2f} {self.currency}"


class ExchangeRate(AccountOwned):
    """What one unit of `currency` was worth in the account's currency from `day` on, until a later row says otherwise."""

    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "currency", "day"], name="one_rate_per_currency_and_day"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} from {self.day}"


class SpendImport(AccountOwned):
    """One delivery of costs: what it covered, and what it changed of days that were known before."""

    source = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    first_day = models.DateField()
    last_day = models.DateField()
    rows = models.PositiveIntegerField()
    restated_rows = models.PositiveIntegerField(default=0)
    restated_micros = models.BigIntegerField(
        default=0, help_text=_("New minus old, in the rows' own currency.")
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-imported_at"], name="spend_imports_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.first_day} to {self.last_day}"

    @property
    def difference(self) -> float:
        """New minus old in whole units of the rows' currency."""
        return self.restated_micros / 1e6
