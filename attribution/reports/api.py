"""Reports in the API."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.parameters import QUESTION, check_question
from attribution.reports.period import read_question
from attribution.reports.report import Report
from attribution.reports.roas import Line, roas
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, TableView
from compliance.models import Account
from compliance.registry import members
from compliance.tenancy import require_account_id


class LineSerializer(SparseSerializer[Line]):
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
    cpa_low = serializers.FloatField(allow_null=True, help_text="`cpa_low` to `cpa_high` covers 90 %.")
    cpa_high = serializers.FloatField(allow_null=True)
    roas = serializers.FloatField(allow_null=True)
    roas_low = serializers.FloatField(allow_null=True, help_text="`roas_low` to `roas_high` covers 90 %.")
    roas_high = serializers.FloatField(allow_null=True)


class TableSerializer(serializers.Serializer[Any]):
    """Lines by falling value, "Unattributed" last, their total, and those that cost something together (`paid`)."""

    lines = LineSerializer(many=True)
    total = LineSerializer()
    paid = LineSerializer()


class RoasSerializer(TableSerializer):
    """The report, the question it answers, and with `compare=previous` the same for as many days before."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    by = serializers.ChoiceField(DIMENSIONS)
    rule = serializers.CharField()
    within = serializers.ChoiceField(DIMENSIONS, allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="Of `within`.")
    previous_start_date = serializers.DateField(help_text="First of as many days right before.")
    previous_end_date = serializers.DateField()
    previous = TableSerializer(allow_null=True)


class RoasView(TableView):
    """Return on ad spend."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": QUESTION}
    serializer_class = RoasSerializer
    sparse = LineSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report return on ad spend. By campaign, source, channel, keyword or landing page, with 90 % intervals."""
        check_question(request.query_params)
        zone = Account.objects.get(pk=require_account_id()).time_zone
        question = read_question(request.query_params, zone)[0]
        found = roas(question)
        compared = request.query_params.get("compare") == "previous"
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "previous_start_date": question.before().start,
            "previous_end_date": question.before().end,
            "by": question.by,
            "rule": question.rule,
            "lines": found.lines,
            "total": found.total,
            "paid": found.paid,
            "within": question.within[0] if question.within else None,
            "value": question.within[1] if question.within else None,
            "previous": roas(question.before()) if compared else None,
        }
        return self.answer(document, [*found.lines, found.total])


class ReportSerializer(SparseSerializer[Any]):
    """One report: its columns, and what it can be broken down by."""

    key = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    dimensions = serializers.ListField(child=serializers.CharField())
    rules = serializers.ListField(child=serializers.CharField(), help_text="Keys of the credit rules.")


class ReportsSerializer(serializers.Serializer[Any]):
    """All reports."""

    results = ReportSerializer(many=True)


class ReportList(ApiView):
    """What can be asked."""

    tag = "Reports"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    serializer_class = ReportsSerializer
    sparse = ReportSerializer

    def get(self, request: Request) -> Response:
        """List reports. Each at `reports/<key>`."""
        rules = list(members("CREDIT_RULES", CreditRule))
        rows = [
            {"key": key, "columns": report.columns, "dimensions": report.dimensions, "rules": rules}
            for key, report in members("REPORTS", Report).items()
        ]
        return Response(self.get_serializer({"results": rows}).data)
