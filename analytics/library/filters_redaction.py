"""Filters of calls by what was hidden in them and how that was proven; the figures of the redaction page lead here."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.models import CallIndex
from calls.models import Recording, RedactionReview, Transcript
from calls.redaction.kinds import KINDS

State = Recording.State


class RedactionFilters(django_filters.FilterSet):
    """Over index rows, by the rows of transcript, recording and review."""

    hidden = django_filters.ChoiceFilter(
        method="filter_hidden", choices=[(kind.key, kind.name) for kind in KINDS], label=_("Hidden")
    )
    rules = django_filters.CharFilter(method="filter_rules", label=_("Redacted by rules"))
    payment = django_filters.BooleanFilter(method="filter_payment", label=_("With a payment"))
    verified = django_filters.BooleanFilter(method="filter_verified", label=_("Heard again after silencing"))
    withheld = django_filters.BooleanFilter(method="filter_withheld", label=_("Withheld"))
    redaction_review = django_filters.ChoiceFilter(
        method="filter_review", choices=RedactionReview.State.choices, label=_("Redaction checked")
    )

    def filter_hidden(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """With something hidden of the type."""
        return rows.filter(_said(hidden_counts__has_key=value))

    def filter_rules(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """Redacted by this version."""
        return rows.filter(_said(redaction_version=value))

    def filter_payment(self, rows: QuerySet[CallIndex], name: str, value: bool) -> QuerySet[CallIndex]:
        """With a payment window, or transcribed and without one."""
        none = _said(payment_windows=[])
        return rows.filter(_said(), ~none) if value else rows.filter(none)

    def filter_verified(self, rows: QuerySet[CallIndex], name: str, value: bool) -> QuerySet[CallIndex]:
        """With a redacted recording that was, or was not, heard again."""
        return rows.filter(_recorded(state=State.REDACTED, verified_at__isnull=not value))

    def filter_withheld(self, rows: QuerySet[CallIndex], name: str, value: bool) -> QuerySet[CallIndex]:
        """Kept without words and sound, because redaction does not cover the language."""
        found = _recorded(state=State.FAILED, error__startswith="withheld")
        return rows.filter(found if value else ~found)

    def filter_review(self, rows: QuerySet[CallIndex], name: str, value: str) -> QuerySet[CallIndex]:
        """Drawn for people, in this state."""
        return rows.filter(Exists(RedactionReview.objects.filter(call=OuterRef("pk"), state=value)))


def _said(**facts: object) -> Exists:
    return Exists(Transcript.objects.filter(call=OuterRef("pk"), **facts))


def _recorded(**facts: object) -> Exists:
    return Exists(Recording.objects.filter(call=OuterRef("pk"), **facts))
