"""Paths of channels, and the credit they give channels, in the API."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from attribution.credit.rule import CreditRule
from attribution.reports.channels import ORDERS, Given, by_rule
from attribution.reports.flows import PathSum, flows, read_paths, whole
from attribution.reports.parameters import ONE_PERIOD, RULE, check_question
from attribution.reports.period import read_question
from attribution.reports.report import Question
from compliance.api.sparse import SparseSerializer
from compliance.api.views import TableView
from compliance.models import Account
from compliance.registry import member
from compliance.tenancy import require_account_id

CHANNEL = OpenApiParameter("channel", str, description="Only paths that hold this channel.")
ORDER = OpenApiParameter("order", int, enum=ORDERS, description="Of the Markov chain; 1 unless said.")


class PathSerializer(SparseSerializer[PathSum]):
    """A sequence of channels, repeats as one. Journeys count as often as their match is probable."""

    path = serializers.CharField()
    journeys = serializers.FloatField()
    conversions = serializers.FloatField()
    rate = serializers.FloatField(allow_null=True, help_text="Conversions per journey.")
    rate_low = serializers.FloatField(allow_null=True, help_text="Wilson interval at 95 %.")
    rate_high = serializers.FloatField(allow_null=True)
    value = serializers.FloatField()


class FlowSerializer(serializers.Serializer[Any]):
    """Journeys that went from one channel (or `others`, `later`) to the next, or to `conversion` or `nothing`."""

    place = serializers.IntegerField(help_text="Of the first of both: 1 is the first touch.")
    origin = serializers.CharField()
    target = serializers.CharField()
    journeys = serializers.FloatField()


class PathsSerializer(serializers.Serializer[Any]):
    """Paths by falling conversions, their sum, and how they flow through the first four touches."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    channel = serializers.CharField(allow_null=True)
    total = PathSerializer()
    paths = PathSerializer(many=True)
    flows = FlowSerializer(many=True)


class PathsView(TableView):
    """Paths of channels."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": (*ONE_PERIOD, CHANNEL)}
    serializer_class = PathsSerializer
    sparse = PathSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report paths of channels. Journeys that closed within the days, with a conversion or without."""
        question, channel = _asked(request), request.query_params.get("channel", "")
        paths = read_paths(question, channel)
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "channel": channel or None,
            "total": replace(whole(paths), path="Total"),
            "paths": paths,
            "flows": [
                {
                    "place": one.source[0],
                    "origin": one.source[1],
                    "target": one.target[1],
                    "journeys": one.journeys,
                }
                for one in flows(paths)
            ],
        }
        return self.answer(document, paths)


class GivenSerializer(SparseSerializer[Given]):
    """What a rule gives one channel. Every `_low` to `_high` covers 90 %."""

    channel = serializers.CharField()
    conversions = serializers.FloatField()
    conversions_low = serializers.FloatField(allow_null=True)
    conversions_high = serializers.FloatField(allow_null=True)
    value = serializers.FloatField()
    value_low = serializers.FloatField(allow_null=True)
    value_high = serializers.FloatField(allow_null=True)
    removal = serializers.FloatField(
        allow_null=True,
        help_text="Markov: share of conversions lost if nobody could pass through the channel.",
    )
    removal_low = serializers.FloatField(allow_null=True)
    removal_high = serializers.FloatField(allow_null=True)


class CreditSerializer(serializers.Serializer[Any]):
    """Channels by falling conversions."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    rule = serializers.CharField()
    order = serializers.IntegerField(help_text="Of the Markov chain.")
    note = serializers.CharField(allow_blank=True, help_text="What a reader of the figures has to know.")
    nulls = serializers.FloatField(
        help_text="Journeys without a conversion; without any a removal effect only measures presence."
    )
    lines = GivenSerializer(many=True)


class CreditView(TableView):
    """Credit of channels."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": (*ONE_PERIOD, RULE, ORDER)}
    serializer_class = CreditSerializer
    sparse = GivenSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report credit of channels. Under any rule, with removal effects for the Markov chain."""
        question, order = _asked(request), request.query_params.get("order") or str(ORDERS[0])
        if order not in map(str, ORDERS):
            raise ValidationError({"order": [f"Choose one of: {', '.join(map(str, ORDERS))}."]})
        channels = by_rule(question, int(order))
        document = {
            "start_date": question.start,
            "end_date": question.end,
            "rule": question.rule,
            "order": int(order),
            "note": member("CREDIT_RULES", CreditRule, question.rule).note,
            "nulls": whole(read_paths(question)).nulls,
            "lines": channels,
        }
        return self.answer(document, channels)


def _asked(request: Request) -> Question:
    check_question(request.query_params)
    zone = Account.objects.get(pk=require_account_id()).time_zone
    return read_question(request.query_params, zone)[0]
