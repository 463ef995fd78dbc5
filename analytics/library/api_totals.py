"""Totals of calls in the API: by a property, and over time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request

from analytics.library.filters import CallFilters
from analytics.models import CallIndex
from analytics.summaries.groups import GROUPINGS, Totals, grouped, totals
from analytics.summaries.series import INTERVALS, TooManyPoints, series
from compliance.accounts.permissions import grants
from compliance.api.sparse import SparseSerializer
from compliance.api.views import TableView
from compliance.days import read_day
from compliance.models import Account
from compliance.tenancy import require_account_id

DAYS = 30
GROUP_BY = OpenApiParameter("group_by", str, enum=list(GROUPINGS), description="A line per value of this.")
INTERVAL = OpenApiParameter("interval", str, enum=list(INTERVALS), description="`day` unless said otherwise.")


class TotalsSerializer(SparseSerializer[Totals]):
    """Counts of calls; money in the account's currency; averages in seconds and points, null without any to average."""

    total_calls = serializers.IntegerField(source="totals.total_calls")
    answered_calls = serializers.IntegerField(source="totals.answered_calls", help_text="By a person.")
    missed_calls = serializers.IntegerField(
        source="totals.missed_calls", help_text="With those left to voicemail."
    )
    first_time_callers = serializers.IntegerField(source="totals.first_time_callers")
    leads = serializers.IntegerField(source="totals.leads")
    conversions = serializers.IntegerField(source="totals.conversions", help_text="Those that count in ROAS.")
    value = serializers.FloatField(source="totals.value")
    average_duration = serializers.FloatField(source="totals.average_duration", allow_null=True)
    average_score = serializers.FloatField(source="totals.average_score", allow_null=True)


class GroupSerializer(TotalsSerializer):
    """The calls that share `key`, which the filter of the same name takes; empty for calls without one."""

    key = serializers.CharField()
    name = serializers.CharField()


class LocalTime(serializers.DateTimeField):
    """Keeps the offset of the account's time zone, so that a day begins at midnight."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """As it is."""
        return value


class PointSerializer(TotalsSerializer):
    """The calls of one step of time that share `key` (empty where the series is not grouped)."""

    start = LocalTime()
    key = serializers.CharField()


class SummarySerializer(serializers.Serializer[Any]):
    """A line per group, the largest first, and all calls together."""

    group_by = serializers.ChoiceField(GROUPINGS, allow_null=True)
    groups = GroupSerializer(many=True)
    total = GroupSerializer()


class SeriesSerializer(serializers.Serializer[Any]):
    """The points in order; without `group_by` every step has one, zeros included."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    interval = serializers.ChoiceField(INTERVALS)
    group_by = serializers.ChoiceField(GROUPINGS, allow_null=True)
    points = PointSerializer(many=True)


class _Totals(TableView):
    tag = "Summaries"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    queryset = CallIndex.everywhere.none()
    filterset_class = CallFilters

    def get_queryset(self) -> QuerySet[CallIndex]:
        """Index rows of the account in scope. Raises PermissionDenied for words or numbers looked for without calls.view:
        counts would tell what nobody may read.
        """
        if self.request.query_params.get("search") and not grants(self.request, "calls.view"):
            raise PermissionDenied("search needs calls.view")
        return CallIndex.objects.all()

    def choice(self, name: str, known: Sequence[str], default: str | None) -> str | None:
        """A parameter with known values. Raises ValidationError."""
        value = self.request.query_params.get(name) or default
        if value is not None and value not in known:
            raise ValidationError({name: [f"Choose one of: {', '.join(known)}."]})
        return value


class CallSummary(_Totals):
    """`calls/summary`."""

    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": [GROUP_BY]}
    serializer_class = SummarySerializer
    sparse = GroupSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Sum calls up. The filters are those of the calls list; `group_by` adds a line per value."""
        by = self.choice("group_by", GROUPINGS, None)
        rows = self.filter_queryset(self.get_queryset())
        groups = grouped(rows, by, _zone()) if by else []
        total = {"key": "", "name": "Total", "totals": totals(rows)}
        return self.answer({"group_by": by, "groups": groups, "total": total}, groups or [total])


class CallSeries(_Totals):
    """`calls/timeseries`."""

    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": [GROUP_BY, INTERVAL]}
    serializer_class = SeriesSerializer
    sparse = PointSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Sum calls up over time. At most 400 steps from `start_date` to `end_date`, the last 30 days unless given."""
        by = self.choice("group_by", GROUPINGS, None)
        interval = self.choice("interval", INTERVALS, "day") or "day"
        rows = self.filter_queryset(self.get_queryset())
        zone = _zone()
        end = self._day("end_date") or datetime.now(ZoneInfo(zone)).date()
        start = self._day("start_date") or end - timedelta(days=DAYS - 1)
        try:
            points = series(rows, start, end, interval, zone, by)
        except TooManyPoints as error:
            raise ValidationError({"interval": [str(error)]}) from error
        document = {
            "start_date": start,
            "end_date": end,
            "interval": interval,
            "group_by": by,
            "points": points,
        }
        return self.answer(document, points)

    def _day(self, name: str) -> date | None:
        text = self.request.query_params.get(name)
        return read_day(text.strip()) if text else None


def _zone() -> str:
    return Account.objects.get(pk=require_account_id()).time_zone
