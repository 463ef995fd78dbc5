"""Return on ad spend in the API."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from attribution.reports.asked import Asked
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.parameters import QUESTION, check_asked
from attribution.reports.pivot import MEASURES, pivot
from attribution.reports.roas import Line, roas
from compliance.api.sparse import SparseSerializer
from compliance.api.views import TableView
from compliance.models import Account
from compliance.tenancy import require_account_id


class LineSerializer(SparseSerializer[Line]):
    """Money in the account's currency; calls and conversions are sums of probabilities; null: cannot be told."""

    key = serializers.CharField()
    cost = serializers.FloatField(allow_null=True)
    visits = serializers.IntegerField()
    calls = serializers.FloatField()
    qualified = serializers.FloatField(help_text="Calls that became a qualified lead.")
    conversions = serializers.FloatField()
    value = serializers.FloatField()
    calls_low = serializers.FloatField(
        allow_null=True,
        help_text="Every `_low` to `_high` covers 90 %: doubt of matches, outcomes and small numbers.",
    )
    calls_high = serializers.FloatField(allow_null=True)
    qualified_low = serializers.FloatField(allow_null=True)
    qualified_high = serializers.FloatField(allow_null=True)
    conversions_low = serializers.FloatField(allow_null=True)
    conversions_high = serializers.FloatField(allow_null=True)
    value_low = serializers.FloatField(allow_null=True)
    value_high = serializers.FloatField(allow_null=True)
    cost_per_call = serializers.FloatField(allow_null=True)
    cost_per_call_low = serializers.FloatField(allow_null=True)
    cost_per_call_high = serializers.FloatField(allow_null=True)
    cost_per_qualified = serializers.FloatField(allow_null=True)
    cost_per_qualified_low = serializers.FloatField(allow_null=True)
    cost_per_qualified_high = serializers.FloatField(allow_null=True)
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


class PivotCellSerializer(serializers.Serializer[Any]):
    """One figure with the ends of its 90 % interval, where it has one."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class PivotRowSerializer(serializers.Serializer[Any]):
    """Cells in the order of `columns`, and their sum."""

    key = serializers.CharField()
    cells = PivotCellSerializer(many=True)
    total = PivotCellSerializer()


class PivotSerializer(serializers.Serializer[Any]):
    """`measure` for each pair of values; rows and columns add up to their totals, of ratios their parts do."""

    across = serializers.ChoiceField(DIMENSIONS)
    measure = serializers.ChoiceField(list(MEASURES))
    columns = serializers.ListField(
        child=serializers.CharField(),
        help_text="The 12 largest and then `Other` where there are more; or `Earlier` and the newest 12 times.",
    )
    more = serializers.IntegerField(help_text="How many values `Other` holds.")
    rows = PivotRowSerializer(many=True)
    totals = PivotCellSerializer(many=True)
    total = PivotCellSerializer()


class RoasSerializer(TableSerializer):
    """The report, the question it answers, and what was asked for beside it."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    by = serializers.ChoiceField(DIMENSIONS)
    rule = serializers.CharField()
    within = serializers.ChoiceField(DIMENSIONS, allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="Of `within`.")
    previous_start_date = serializers.DateField(
        help_text="First of the days compared with; as many right before."
    )
    previous_end_date = serializers.DateField()
    previous = TableSerializer(allow_null=True, help_text="With `compare`: the same of other days.")
    against = serializers.CharField(allow_null=True, help_text="The second credit rule.")
    other = TableSerializer(allow_null=True, help_text="The same under the second rule.")
    pivot = PivotSerializer(allow_null=True)


class RoasView(TableView):
    """Return on ad spend."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": QUESTION}
    serializer_class = RoasSerializer
    sparse = LineSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report return on ad spend. By any dimension and credit rule, with 90 % intervals; beside other days or another
        rule, or across a second dimension. CSV has the lines.
        """
        query = request.query_params
        asked = check_asked(query, Account.objects.get(pk=require_account_id()).time_zone)
        question, period = asked.question, asked.period
        found = roas(question)
        before = question.at(period.previous_start, period.previous_end)
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "previous_start_date": before.start,
            "previous_end_date": before.end,
            "by": question.by,
            "rule": question.rule,
            "lines": found.lines,
            "total": found.total,
            "paid": found.paid,
            "within": question.within[0] if question.within else None,
            "value": question.within[1] if question.within else None,
            "previous": roas(before) if query.get("compare") in ("previous", "custom") else None,
            "against": asked.against or None,
            "other": roas(replace(question, rule=asked.against)) if asked.against else None,
            "pivot": _pivot(asked) if asked.across else None,
        }
        return self.answer(document, [*found.lines, found.total])


def _pivot(asked: Asked) -> dict[str, Any]:
    found = pivot(asked.question, asked.across, asked.measure)

    def cell(line: Line | None) -> dict[str, float | None]:
        names = (asked.measure, f"{asked.measure}_low", f"{asked.measure}_high")
        figures = [None if line is None else getattr(line, name, None) for name in names]
        return dict(zip(("value", "low", "high"), figures, strict=True))

    return {
        "across": asked.across,
        "measure": asked.measure,
        "columns": found.heads,
        "more": found.more,
        "rows": [
            {"key": row.key, "cells": [cell(one) for one in row.cells], "total": cell(row.total)}
            for row in found.rows
        ],
        "totals": [cell(one) for one in found.totals],
        "total": cell(found.total),
    }
