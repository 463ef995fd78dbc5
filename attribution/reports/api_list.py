"""Which reports there are, in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.credit.rule import CreditRule
from attribution.reports.report import Report
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView
from compliance.registry import members


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
