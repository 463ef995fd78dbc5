"""Pools in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import NumberPool
from attribution.numbers.api_fields import PhoneNumberField, chosen
from attribution.numbers.queries import counted_pools
from attribution.numbers.services import overflow_numbers, save_pool, usable_numbers
from calls.models import PhoneNumber
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView

SECONDS_OF_A_DAY = 86_400


class PoolSerializer(SparseSerializer[NumberPool]):
    """Numbers that take turns in place of the one printed on the page."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    target_number = serializers.CharField(help_text="The number on the page, E.164.")
    lease_seconds = serializers.IntegerField(
        help_text="How long a visit keeps its number after its last sign of life."
    )
    cooldown_seconds = serializers.IntegerField(help_text="How long the number rests after that.")
    lookback_hours = serializers.IntegerField(help_text="How old a visit may be that explains a call.")
    channels = serializers.ListField(
        child=serializers.CharField(), help_text="Whose visitors get a number of their own; empty: all."
    )
    overflow = serializers.ChoiceField(NumberPool.Overflow.choices, help_text="When every number is taken.")
    overflow_number = serializers.CharField(
        source="overflow_number.number",
        default=None,
        allow_null=True,
        help_text="What they all see then, E.164.",
    )
    size = serializers.IntegerField(help_text="Numbers in the pool.")
    usable = serializers.IntegerField(help_text="Those that are active.")
    free = serializers.IntegerField(help_text="Those that can be leased now.")
    shortages = serializers.IntegerField(
        source="short", help_text="Visits of the last 30 days that found none."
    )


class PoolChanges(serializers.Serializer[Any]):
    """What may be said about a pool."""

    name = serializers.CharField(max_length=80)
    target_number = PhoneNumberField()
    lease_seconds = serializers.IntegerField(min_value=60, max_value=SECONDS_OF_A_DAY, default=1800)
    cooldown_seconds = serializers.IntegerField(min_value=0, max_value=SECONDS_OF_A_DAY, default=1800)
    lookback_hours = serializers.IntegerField(min_value=1, max_value=8760, default=168)
    channels = serializers.ListField(child=serializers.CharField(max_length=40), max_length=40, default=list)
    overflow = serializers.ChoiceField(NumberPool.Overflow.choices, default=NumberPool.Overflow.LEAVE)
    overflow_number = PhoneNumberField(
        allow_blank=True, default="", help_text="One of the account's; empty for none."
    )
    numbers = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=20_000,
        required=False,
        help_text="Exactly these numbers of the account, E.164.",
    )


def _save(pool: NumberPool, data: dict[str, Any]) -> NumberPool:
    """The pool with what was said. Raises ValidationError."""
    values = dict(data)
    if "target_number" in values:
        # Which numbers may be chosen depends on it.
        pool.target_number = values["target_number"]
    if "overflow_number" in values:
        shared = [values["overflow_number"]] if values["overflow_number"] else []
        values["overflow_number"] = next(
            iter(chosen("overflow_number", overflow_numbers(pool), shared)), None
        )
    if "numbers" in values:
        numbers = chosen("numbers", usable_numbers(pool), values.pop("numbers"))
    else:
        numbers = list(PhoneNumber.objects.filter(pool_number__pool=pool.pk))
    return save_pool(pool, numbers=numbers, **values)


class PoolList(ListView):
    """The account's pools."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "POST": "numbers.manage"}
    queryset = NumberPool.everywhere.none()
    serializer_class = PoolSerializer
    orders: ClassVar[Mapping[str, Order]] = {"name": Order("name", str)}
    sort = "name"

    def get_queryset(self) -> QuerySet[NumberPool]:
        """With what is free."""
        return counted_pools()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List pools. By name, each with how many numbers it has and how many are free now."""
        return super().get(request, **kwargs)

    @extend_schema(request=PoolChanges, responses={201: PoolSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a pool. Its numbers must be in no other and stand for no source."""
        asked = PoolChanges(data=request.data)
        asked.is_valid(raise_exception=True)
        pool = _save(NumberPool(), asked.validated_data)
        return Response(PoolSerializer(counted_pools().get(pk=pool.pk)).data, status=201)


class PoolDetail(ApiView):
    """One pool."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "PATCH": "numbers.manage"}
    queryset = NumberPool.everywhere.none()
    serializer_class = PoolSerializer

    def get_queryset(self) -> QuerySet[NumberPool]:
        """With what is free."""
        return counted_pools()

    def get(self, request: Request, pk: int) -> Response:
        """Read a pool."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=PoolChanges)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a pool. A number that leaves keeps its running lease."""
        pool = self.get_object()
        asked = PoolChanges(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        _save(pool, asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
