"""The first page in the API."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.overview.attention import Matter, matters
from analytics.overview.kpis import Kpi, overview
from analytics.overview.tops import Moved, moved
from analytics.summaries.index import refresh
from attribution.reports.api import LineSerializer
from attribution.reports.parameters import PERIOD, check_question
from attribution.reports.period import read_period
from compliance.api.sparse import Fields, SparseSerializer
from compliance.api.views import ApiView
from compliance.models import Account
from compliance.tenancy import require_account_id


class KpiSerializer(serializers.Serializer[Kpi]):
    """One figure. `unit`: times (a ratio), money, or share (0..1). `low` to `high` covers `level`.

    `points` with `lows` and `highs`: one for each day, over the week that ends with it.
    """

    key = serializers.CharField()
    unit = serializers.ChoiceField(["times", "money", "share"])
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    level = serializers.FloatField()
    before = serializers.FloatField(allow_null=True, help_text="The value of the period before.")
    numerator = serializers.FloatField()
    denominator = serializers.FloatField()
    of = serializers.CharField(help_text="What it divides, in words.")
    better = serializers.ChoiceField(["up", "down"])
    link = serializers.CharField(help_text="The page with the rows behind it.")
    points = serializers.ListField(child=serializers.FloatField(allow_null=True))
    lows = serializers.ListField(child=serializers.FloatField(allow_null=True))
    highs = serializers.ListField(child=serializers.FloatField(allow_null=True))

    def get_fields(self) -> Fields:
        """With its name, a word that means something else on a serializer class."""
        return {**super().get_fields(), "label": serializers.CharField()}


class OverviewDaySerializer(serializers.Serializer[Any]):
    """One day's calls from customers without spam; money in the account's currency."""

    date = serializers.DateField()
    calls = serializers.IntegerField(source="day.calls")
    answered = serializers.IntegerField(source="day.answered")
    leads = serializers.IntegerField(source="day.leads")
    closed = serializers.IntegerField(source="day.closed")
    scored = serializers.IntegerField(source="day.scored")
    conversions = serializers.IntegerField(source="day.conversions")
    value = serializers.FloatField(source="day.value")
    cost = serializers.FloatField(source="day.cost")


class MatterSerializer(serializers.Serializer[Matter]):
    """One thing that needs a person."""

    count = serializers.IntegerField()
    text = serializers.CharField()
    tone = serializers.ChoiceField(["bad", "warn"])
    link = serializers.CharField()


class MovedSerializer(serializers.Serializer[Moved]):
    """A paid campaign, and its ROAS in the period before."""

    campaign = LineSerializer(source="line")
    roas_before = serializers.FloatField(source="before", allow_null=True)


class OverviewSerializer(SparseSerializer[Any]):
    """How a period went against the one before, and what needs somebody."""

    start_date = serializers.DateField(source="period.start")
    end_date = serializers.DateField(source="period.end")
    kpis = KpiSerializer(many=True)
    days = serializers.SerializerMethodField()
    top = MovedSerializer(many=True, help_text="Paid campaigns with the highest ROAS.")
    bottom = MovedSerializer(many=True, help_text="And the lowest, worst first.")
    attention = MatterSerializer(many=True)

    @extend_schema_field(OverviewDaySerializer(many=True))
    def get_days(self, document: Mapping[str, Any]) -> Any:
        """One per day."""
        first, found = document["period"].start, document["days"]
        days: Any = [{"date": first + timedelta(days=n), "day": day} for n, day in enumerate(found)]
        return OverviewDaySerializer(days, many=True).data


class OverviewView(ApiView):
    """The six figures."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": PERIOD}
    serializer_class = OverviewSerializer

    def get(self, request: Request) -> Response:
        """Report the overview. The six figures with their intervals, each day, campaigns, and what needs somebody."""
        check_question(request.query_params)
        refresh()
        zone = Account.objects.get(pk=require_account_id()).time_zone
        period = read_period(request.query_params, zone)
        found = overview(period, zone)
        document = {
            "period": period,
            "kpis": found.kpis,
            "days": found.days,
            "attention": matters(zone),
            **moved(found),
        }
        return Response(self.get_serializer(document).data)
