"""The filters of the calls list and of the API: one set, one meaning."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.conversation.labels import default_labels
from analytics.library.facts import label_name
from analytics.library.queries import UNSURE, of_verdict, of_visit, said
from calls.models import Call
from compliance.models import Account
from compliance.phones import e164
from compliance.tenancy import require_account_id


def _choices(dimension: str) -> list[tuple[str, Any]]:
    names = [(label.key, label_name(label.key)) for label in default_labels(dimension).labels]
    return [*names, (UNSURE, _("Unsure"))]


class CallFilters(django_filters.FilterSet):
    """Days are those of the account's time zone, both included."""

    start_date = django_filters.DateFilter(method="filter_start", label=_("From"))
    end_date = django_filters.DateFilter(method="filter_end", label=_("To"))
    campaign = django_filters.CharFilter(method="filter_campaign", label=_("Campaign"))
    source = django_filters.CharFilter(method="filter_source", label=_("Source"))
    intent = django_filters.ChoiceFilter(
        method="filter_intent", choices=lambda: _choices("intent"), label=_("Intent"), empty_label=_("Any")
    )
    outcome = django_filters.ChoiceFilter(
        method="filter_outcome", choices=lambda: _choices("outcome"), label=_("Outcome"), empty_label=_("Any")
    )
    answered = django_filters.BooleanFilter(field_name="answered", label=_("Answered"))
    processing = django_filters.ChoiceFilter(choices=Call.Processing.choices, label=_("Processing"))
    lead_status = django_filters.ChoiceFilter(choices=Call.LeadStatus.choices, label=_("Lead status"))
    search = django_filters.CharFilter(
        method="filter_search", label=_("Words said"), help_text=_("Words of one turn, or a phone number.")
    )

    class Meta:
        model = Call
        fields: tuple[str, ...] = ()

    def filter_start(self, calls: QuerySet[Call], name: str, value: date) -> QuerySet[Call]:
        """Calls from the beginning of the day."""
        return calls.filter(start_time__gte=_midnight(value))

    def filter_end(self, calls: QuerySet[Call], name: str, value: date) -> QuerySet[Call]:
        """Calls until the end of the day."""
        return calls.filter(start_time__lt=_midnight(value + timedelta(days=1)))

    def filter_campaign(self, calls: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        """Calls whose likeliest visit came from the campaign."""
        return of_visit(calls, "utm_campaign", value)

    def filter_source(self, calls: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        """Calls whose likeliest visit came from the source."""
        return of_visit(calls, "utm_source", value)

    def filter_intent(self, calls: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        """Calls with this intent."""
        return of_verdict(calls, "intent", value)

    def filter_outcome(self, calls: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        """Calls with this outcome."""
        return of_verdict(calls, "outcome", value)

    def filter_search(self, calls: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        """Calls from or to a number, or in which the words were said."""
        number = e164(value, _account().country) if sum(c.isdigit() for c in value) >= 7 else ""
        if number:
            return calls.filter(Q(customer_phone_number=number) | Q(tracking_phone_number=number))
        return said(calls, value)


def _account() -> Account:
    return Account.objects.get(pk=require_account_id())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(_account().time_zone))
