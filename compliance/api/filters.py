"""Filters by days of the account."""

from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.days import midnight, parse_day


class DayField(forms.DateField):
    """A day as `compliance.days` reads it."""

    def to_python(self, value: Any) -> date | None:
        """None for nothing. Raises ValidationError."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return parse_day(str(value).strip())
        except ValueError as error:
            raise ValidationError(_("A day such as 2026-11-20 is expected."), code="invalid") from error


class DayFilter(django_filters.DateFilter):
    """By a day."""

    field_class = DayField


class DayFilters(django_filters.FilterSet):
    """`start_date` and `end_date`: days of the account's time zone, both included, of the column `time`."""

    time: ClassVar[str] = "start_time"

    start_date = DayFilter(method="filter_start", label=_("From"))
    end_date = DayFilter(method="filter_end", label=_("To"))

    def filter_start(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """From the beginning of the day."""
        return rows.filter(**{f"{self.time}__gte": midnight(value)})

    def filter_end(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Until the end of the day."""
        return rows.filter(**{f"{self.time}__lt": midnight(value + timedelta(days=1))})
