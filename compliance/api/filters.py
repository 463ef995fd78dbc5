"""Filters by days of the account."""

from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.days import midnight


class DayFilters(django_filters.FilterSet):
    """`start_date` and `end_date`: days of the account's time zone, both included, of the column `time`."""

    time: ClassVar[str] = "start_time"

    start_date = django_filters.DateFilter(method="filter_start", label=_("From"))
    end_date = django_filters.DateFilter(method="filter_end", label=_("To"))

    def filter_start(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """From the beginning of the day."""
        return rows.filter(**{f"{self.time}__gte": midnight(value)})

    def filter_end(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Until the end of the day."""
        return rows.filter(**{f"{self.time}__lt": midnight(value + timedelta(days=1))})
