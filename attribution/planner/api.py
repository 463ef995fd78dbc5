"""A pool's plan in the API."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import NumberPool
from attribution.planner.erlang import TooMany
from attribution.planner.plan import Plan, Size, plan_pool
from attribution.planner.question import BOUNDS, in_bounds, read_what_if
from compliance.api.views import ApiView
from compliance.models import Account
from compliance.tenancy import require_account_id

MEANINGS: Mapping[str, str] = {
    "growth": "Growth of the traffic in percent; 0 unless said.",
    "lease_seconds": "The pool's own unless said.",
    "cooldown_seconds": "The pool's own unless said.",
    "price": "What a number costs a month, in the account's currency.",
    "visits_per_hour": "Visitors of the busy hour, where there are not three days of leases yet.",
    "minutes": "How long they stay, in the same case.",
}


class SizeSerializer(serializers.Serializer[Size]):
    """What so many numbers would mean; null: nothing is known of the week."""

    numbers = serializers.IntegerField()
    refused_busy = serializers.FloatField(help_text="Share of the busy hour's visitors who find no number.")
    refused = serializers.FloatField(allow_null=True, help_text="The same over a whole week.")
    shortages = serializers.FloatField(allow_null=True, help_text="Visitors of a week who find none.")
    reuse_hours = serializers.FloatField(
        allow_null=True, help_text="After how long a number is shown to somebody else, in the mean."
    )
    collisions = serializers.FloatField(
        allow_null=True,
        help_text="Share of calls whose number meant somebody else too within the pool's look-back.",
    )
    cost = serializers.FloatField(help_text="A month.")
    cost_per_visitor = serializers.FloatField(
        allow_null=True, help_text="For each visitor more who gets one, beside the size before."
    )


class LoadSerializer(serializers.Serializer[Any]):
    """Visitors of the last 28 days."""

    hours = serializers.IntegerField(help_text="Since the first of them.")
    leases = serializers.IntegerField()
    shortages = serializers.IntegerField()
    occupancy_hours = serializers.FloatField(
        source="occupancy", help_text="How long a visitor holds a number."
    )
    busy_visits_per_hour = serializers.FloatField(
        source="busy", help_text="95 % of all hours have no more visitors."
    )
    peak_visits_per_hour = serializers.FloatField(source="peak")
    busy_load = serializers.FloatField(help_text="Erlang.")
    week = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="Visitors in each hour of the week, Monday 0:00 first; null: not seen.",
    )


class TrendSerializer(serializers.Serializer[Any]):
    """Visitors by week and where they are going, with 90 % intervals."""

    weeks = serializers.ListField(child=serializers.IntegerField(), help_text="Oldest first.")
    growth = serializers.FloatField(help_text="A week; 0.05 is 5 % more.")
    growth_low = serializers.FloatField(source="low")
    growth_high = serializers.FloatField(source="high")
    ahead = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="[low, middle, high] of the next weeks.",
    )


class PlanSerializer(serializers.Serializer[Plan]):
    """How many numbers a pool needs."""

    numbers = serializers.IntegerField(help_text="Active ones it has.")
    assumed = serializers.BooleanField(help_text="Too few leases yet: from `visits_per_hour` and `minutes`.")
    for_one_percent = serializers.IntegerField(source="one", help_text="Refusing 1 % in the busy hour.")
    for_a_tenth_percent = serializers.IntegerField(source="tenth", help_text="Refusing 0.1 %.")
    short_share = serializers.FloatField(help_text="Of the last seven days' visitors, who found none.")
    weeks_left = serializers.IntegerField(
        allow_null=True, help_text="Until growth fills it; null: not within 26."
    )
    weeks_left_earliest = serializers.IntegerField(allow_null=True)
    seen = LoadSerializer()
    load = LoadSerializer(help_text="As planned for.")
    sizes = SizeSerializer(many=True)
    trend = TrendSerializer(allow_null=True)


class PoolPlan(ApiView):
    """The plan of one pool."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {
        "GET": [OpenApiParameter(name, float, description=text) for name, text in MEANINGS.items()]
    }
    queryset = NumberPool.everywhere.none()
    serializer_class = PlanSerializer

    def get_queryset(self) -> Any:
        """The account's pools."""
        return NumberPool.objects.all()

    def get(self, request: Request, pk: int) -> Response:
        """Plan a pool. Sizes by the Erlang B formula on the pool's own visitors, or on what you expect."""
        pool = self.get_object()
        query = request.query_params
        faults = {
            name: [f"A number from {low:g} to {high:g} is expected."]
            for name, (low, high) in BOUNDS.items()
            if name in query and in_bounds(query[name], name) is None
        }
        if faults:
            raise ValidationError(faults)
        zone = Account.objects.get(pk=require_account_id()).time_zone
        try:
            plan = plan_pool(pool, read_what_if(query, pool), zone)
        except TooMany as error:
            raise ValidationError({"growth": [f"With this traffic {error}."]}) from None
        return Response(self.get_serializer(plan).data)
