"""The ROAS report along time in the API."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from attribution.reports.api import LineSerializer
from attribution.reports.dimensions import TIME
from attribution.reports.parameters import INTERVAL, ONE_PERIOD, PART, REASONS, RULE, check_question
from attribution.reports.period import read_question
from attribution.reports.series import series
from compliance.api.views import TableView
from compliance.models import Account
from compliance.tenancy import require_account_id


class RoasPointSerializer(LineSerializer):
    """A line of the report for one day, week or month; `key` names it."""

    start_date = serializers.DateField(help_text="Its first day within the period.")


class RoasSeriesSerializer(serializers.Serializer[Any]):
    """All of them in time's order, those without anything too."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    interval = serializers.ChoiceField(TIME)
    rule = serializers.CharField()
    points = RoasPointSerializer(many=True)


class RoasSeries(TableView):
    """Return on ad spend along time."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {
        "GET": (*ONE_PERIOD, INTERVAL, RULE, *PART)
    }
    serializer_class = RoasSeriesSerializer
    sparse = RoasPointSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report return on ad spend along time. Of everything, or of one `value` of `within`."""
        query = request.query_params
        check_question(query)
        question, _ = read_question(query, Account.objects.get(pk=require_account_id()).time_zone)
        if query.get("within") and question.within is None:
            raise ValidationError({"within": [REASONS["within"]]})
        question = replace(question, by=query.get("interval") or TIME[0])
        found = series(question)
        names = [str(name) for name in LineSerializer().fields]
        points = [
            {"start_date": start, **{name: getattr(line, name) for name in names}}
            for line, start in zip(found.lines, found.starts, strict=True)
        ]
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "interval": question.by,
            "rule": question.rule,
            "points": points,
        }
        return self.answer(document, points)
