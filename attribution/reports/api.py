"""Reports in the API."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.period import DAYS, LONGEST, MONTHS, read_question
from attribution.reports.report import Report
from attribution.reports.roas import Line, roas
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, TableView
from compliance.models import Account
from compliance.registry import members
from compliance.tenancy import require_account_id

COMPARE = ("none", "previous")
PERIODS = [*DAYS, *MONTHS, "custom"]


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
    roas = serializers.FloatField(allow_null=True)
    roas_low = serializers.FloatField(allow_null=True, help_text="`roas_low` to `roas_high` covers 90 %.")
    roas_high = serializers.FloatField(allow_null=True)


class TableSerializer(serializers.Serializer[Any]):
    """Lines by falling value, "Unattributed" last, and their total."""

    lines = LineSerializer(many=True)
    total = LineSerializer()


class RoasSerializer(TableSerializer):
    """The report, the question it answers, and with `compare=previous` the same for as many days before."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    by = serializers.ChoiceField(DIMENSIONS)
    rule = serializers.CharField()
    within = serializers.ChoiceField(DIMENSIONS, allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="Of `within`.")
    previous = TableSerializer(allow_null=True)


class RoasView(TableView):
    """Return on ad spend."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {
        "GET": [
            OpenApiParameter(
                "period", str, enum=PERIODS, description="Days back, or a month; 30 unless said."
            ),
            OpenApiParameter("from", date, description="First day; with `to` a custom period."),
            OpenApiParameter("to", date, description="Last day."),
            OpenApiParameter("by", str, enum=list(DIMENSIONS), description="A line per value of this."),
            OpenApiParameter("rule", str, description="Key of a credit rule; `last` unless said."),
            OpenApiParameter(
                "within", str, enum=list(DIMENSIONS), description="Only what belongs to one `value`."
            ),
            OpenApiParameter("value", str, description="The value of `within`, a `key` of a report by it."),
            OpenApiParameter("compare", str, enum=list(COMPARE), description="With the period before."),
        ]
    }
    serializer_class = RoasSerializer
    sparse = LineSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report return on ad spend. By campaign, source, channel, keyword or landing page, with 90 % intervals."""
        self._check()
        zone = Account.objects.get(pk=require_account_id()).time_zone
        question = read_question(request.query_params, zone)[0]
        found = roas(question)
        compared = request.query_params.get("compare") == "previous"
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "by": question.by,
            "rule": question.rule,
            "lines": found.lines,
            "total": found.total,
            "within": question.within[0] if question.within else None,
            "value": question.within[1] if question.within else None,
            "previous": roas(question.before()) if compared else None,
        }
        return self.answer(document, [*found.lines, found.total])

    def _check(self) -> None:
        """Raises ValidationError for a value that the page would silently replace by a default."""
        known = {
            "period": PERIODS,
            "by": DIMENSIONS,
            "rule": tuple(members("CREDIT_RULES", CreditRule)),
            "compare": COMPARE,
            "within": DIMENSIONS,
        }
        query, faults = self.request.query_params, {}
        for name, choices in known.items():
            if query.get(name) and query[name] not in choices:
                faults[name] = [f"Choose one of: {', '.join(choices)}."]
        faults |= _day_faults(query)
        if bool(query.get("within")) != bool(query.get("value")):
            faults["within"] = ["`within` and `value` go together."]
        if faults:
            raise ValidationError(faults)


def _day_faults(query: Mapping[str, str]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    for name in ("from", "to"):
        try:
            if name in query:
                days[name] = date.fromisoformat(query[name])
        except ValueError:
            faults[name] = ["A day such as 2026-11-20 is expected."]
    if len(days) == 1 and not faults:
        faults["to" if "from" in days else "from"] = ["`from` and `to` go together."]
    elif len(days) == 2 and abs((days["to"] - days["from"]).days) > LONGEST:
        faults["from"] = [f"At most {LONGEST} days can be asked for."]
    return faults


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
