"""GET /api/v1/reports/roas."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.period import read_question
from attribution.reports.roas import Line, Roas, roas
from compliance.models import Account
from compliance.tenancy import require_account_id


class LineSerializer(serializers.Serializer[Line]):
    """Money in the account's currency; calls and conversions are sums of probabilities; null: cannot be told."""

    key = serializers.CharField()
    cost = serializers.FloatField(allow_null=True)
    visits = serializers.IntegerField()
    calls = serializers.FloatField()
    conversions = serializers.FloatField()
    value = serializers.FloatField()
    value_low = serializers.FloatField(allow_null=True)
    value_high = serializers.FloatField(allow_null=True)
    cpa = serializers.FloatField(allow_null=True)
    roas = serializers.FloatField(allow_null=True)
    roas_low = serializers.FloatField(allow_null=True)
    roas_high = serializers.FloatField(allow_null=True)


class RoasSerializer(serializers.Serializer[Roas]):
    """The report: lines by falling value, "Unattributed" last, and their total."""

    lines = LineSerializer(many=True)
    total = LineSerializer()


class RoasView(APIView):
    """Return on ad spend."""

    permissions: ClassVar[dict[str, str]] = {"GET": "reports.view"}

    @extend_schema(
        operation_id="reports_roas",
        responses=RoasSerializer,
        parameters=[
            OpenApiParameter("period", enum=["today", "7", "30", "custom"], description="30 unless said."),
            OpenApiParameter("from", str, description="First day, YYYY-MM-DD; with `to` a custom period."),
            OpenApiParameter("to", str, description="Last day, YYYY-MM-DD."),
            OpenApiParameter("by", enum=list(DIMENSIONS)),
            OpenApiParameter("rule", str, description="Key of a credit rule; last unless said."),
        ],
    )
    def get(self, request: Request) -> Response:
        """The report of a period; days are those of the account's time zone."""
        zone = Account.objects.get(pk=require_account_id()).time_zone
        question, _ = read_question(request.query_params, zone)
        return Response(RoasSerializer(roas(question)).data)
