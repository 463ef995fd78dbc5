"""What was spent in a period, by everything a platform tells."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from attribution.models import AdSpend

NAMES = ("source", "medium", "campaign", "ad_group", "keyword", "ad")


def spent(start: date, end: date, *, daily: bool = False) -> Iterator[tuple[AdSpend, float]]:
    """Each combination (an unsaved `AdSpend`; its day only when `daily`) with its cost in the account's currency."""
    names = (*NAMES, "date") if daily else NAMES
    spends = AdSpend.objects.filter(date__gte=start, date__lte=end).order_by()
    for row in spends.values(*names).annotate(cost=Sum("cost_micros")):
        yield AdSpend(**{name: row[name] for name in names}), row["cost"] / 1e6
