"""The conversion ledger in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.conversions.delivery import replay
from attribution.conversions.queries import NEWEST, ORDERS
from attribution.models import Attempt, Conversion, Delivery
from compliance.api.filters import DayFilters
from compliance.api.idempotency import idempotent
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView


class AttemptSerializer(serializers.Serializer[Attempt]):
    """One request, with secrets and personal data masked. `status_code` null: no answer came."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    milliseconds = serializers.IntegerField()
    status_code = serializers.IntegerField(allow_null=True)
    request = serializers.JSONField()
    response = serializers.JSONField()
    error = serializers.CharField()


class DeliverySerializer(serializers.Serializer[Delivery]):
    """A conversion at one destination: what it should know (`desired`) against what it accepted (`sent`)."""

    id = serializers.IntegerField(source="pk")
    destination = serializers.CharField(source="connection.destination")
    name = serializers.CharField(source="connection.name")
    state = serializers.ChoiceField(Delivery.State.choices)
    reason = serializers.CharField()
    desired = serializers.DictField()
    sent = serializers.DictField(allow_null=True)
    attempts_made = serializers.IntegerField()
    not_before = serializers.DateTimeField(help_text="When the next attempt is due.")
    updated_at = serializers.DateTimeField()


class DeliveryDetailSerializer(DeliverySerializer):
    """With every attempt."""

    attempts = AttemptSerializer(many=True)


class ConversionSerializer(SparseSerializer[Conversion]):
    """One call fulfilling one rule. `active` false: withdrawn, because the call no longer fulfils it."""

    id = serializers.IntegerField(source="pk")
    key = serializers.CharField(help_text="Stable id that every destination gets.")
    call = serializers.IntegerField(source="call_id")
    visit = serializers.IntegerField(source="visit_id", allow_null=True)
    rule = serializers.CharField(source="rule.key")
    rule_name = serializers.CharField(source="rule.name")
    occurred_at = serializers.DateTimeField()
    value = serializers.FloatField()
    currency = serializers.CharField()
    probability = serializers.FloatField(allow_null=True)
    active = serializers.BooleanField()
    counts_in_roas = serializers.BooleanField(source="rule.counts_in_roas")
    deliveries = DeliverySerializer(many=True)


class ConversionDetailSerializer(ConversionSerializer):
    """With every attempt of every delivery."""

    deliveries = DeliveryDetailSerializer(many=True)


class ConversionApiFilters(DayFilters):
    """Days are those of the account's time zone, both included."""

    time = "occurred_at"

    rule = django_filters.CharFilter(field_name="rule__key")
    active = django_filters.BooleanFilter()
    state = django_filters.ChoiceFilter(choices=Delivery.State.choices, method="filter_state")
    destination = django_filters.CharFilter(method="filter_destination")
    call = django_filters.NumberFilter(field_name="call_id")

    class Meta:
        model = Conversion
        fields: tuple[str, ...] = ()

    def filter_state(self, rows: QuerySet[Conversion], name: str, value: str) -> QuerySet[Conversion]:
        """With a delivery in the state."""
        return rows.filter(pk__in=Delivery.objects.filter(state=value).values("conversion_id"))

    def filter_destination(self, rows: QuerySet[Conversion], name: str, value: str) -> QuerySet[Conversion]:
        """With a delivery at a destination of the kind."""
        told = Delivery.objects.filter(connection__destination=value)
        return rows.filter(pk__in=told.values("conversion_id"))


def _conversions() -> QuerySet[Conversion]:
    deliveries = Delivery.objects.select_related("connection").order_by("pk")
    return Conversion.objects.select_related("rule").prefetch_related(Prefetch("deliveries", deliveries))


class ConversionList(ListView):
    """The ledger."""

    tag = "Conversions"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "conversions.view"}
    queryset = Conversion.everywhere.none()
    serializer_class = ConversionSerializer
    filterset_class = ConversionApiFilters
    orders = ORDERS
    sort = NEWEST

    def get_queryset(self) -> QuerySet[Conversion]:
        """With their deliveries."""
        return _conversions()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List conversions. Newest first, each with the state of its deliveries."""
        return super().get(request, **kwargs)


class ConversionDetail(ApiView):
    """One conversion."""

    tag = "Conversions"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "conversions.view"}
    queryset = Conversion.everywhere.none()
    serializer_class = ConversionDetailSerializer

    def get_queryset(self) -> QuerySet[Conversion]:
        """With deliveries and attempts."""
        return _conversions().prefetch_related("deliveries__attempts")

    def get(self, request: Request, pk: int) -> Response:
        """Read a conversion. With every attempt: the exact request (masked), the answer and how long it took."""
        return Response(self.get_serializer(self.get_object()).data)


class DeliveryReplay(ApiView):
    """One delivery, once more."""

    tag = "Conversions"
    permissions: ClassVar[Mapping[str, str]] = {"POST": "conversions.manage"}
    queryset = Conversion.everywhere.none()
    serializer_class = DeliveryDetailSerializer

    @extend_schema(request=None, responses={202: DeliveryDetailSerializer})
    @idempotent
    def post(self, request: Request, pk: int, delivery: int) -> Response:
        """Replay a delivery. A closed one is due again; consent, expiry and repetition are judged anew.

        One that is pending or being sent stays as it is.
        """
        rows = Delivery.objects.select_related("connection").prefetch_related("attempts")
        found = get_object_or_404(rows, pk=delivery, conversion_id=pk)
        replay(found)
        return Response(self.get_serializer(rows.get(pk=found.pk)).data, status=202)
