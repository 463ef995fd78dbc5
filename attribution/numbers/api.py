"""Tracking numbers in the API."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import Lease
from calls.models import Call, PhoneNumber
from compliance.api.callers import actor_of
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView
from compliance.audit.chain import record

RECENT = timedelta(days=30)


class NumberSerializer(SparseSerializer[PhoneNumber]):
    """A number. With a pool it means one visit at a time; without one always the same."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(PhoneNumber.State.choices)
    destination = serializers.CharField(source="destination.name", default=None, allow_null=True)
    destination_phone_number = serializers.CharField(
        source="destination.phone_number", default=None, allow_null=True
    )
    pool = serializers.CharField(source="pool_number.pool.name", default=None, allow_null=True)
    free_at = serializers.DateTimeField(
        source="pool_number.free_at",
        default=None,
        allow_null=True,
        help_text="From when a pool may show it to another visit.",
    )
    shown_to_visit = serializers.IntegerField(source="shown_to", allow_null=True)
    recent_calls = serializers.IntegerField(help_text="In the last 30 days.")
    last_call_at = serializers.DateTimeField(allow_null=True)


class NumberChanges(serializers.Serializer[Any]):
    """What may be changed."""

    name = serializers.CharField(max_length=120, allow_blank=True)


class NumberFilters(django_filters.FilterSet):
    """By state and pool; `search` looks into names and numbers."""

    state = django_filters.ChoiceFilter(choices=PhoneNumber.State.choices)
    pool = django_filters.CharFilter(field_name="pool_number__pool__name")
    search = django_filters.CharFilter(method="filter_search")

    class Meta:
        model = PhoneNumber
        fields: tuple[str, ...] = ()

    def filter_search(self, rows: QuerySet[PhoneNumber], name: str, value: str) -> QuerySet[PhoneNumber]:
        """With the text in its name or number."""
        return rows.filter(Q(name__icontains=value) | Q(number__contains=value.strip()))


def _numbers() -> QuerySet[PhoneNumber]:
    now = timezone.now()
    shown = Lease.objects.filter(phone_number=OuterRef("pk"), latest=True, period__contains=now)
    calls = Call.objects.filter(phone_number=OuterRef("pk")).order_by()
    recent = calls.filter(start_time__gte=now - RECENT).values("phone_number").annotate(n=Count("pk"))
    newest = Call.objects.filter(phone_number=OuterRef("pk")).order_by("-start_time")
    return PhoneNumber.objects.select_related("destination", "pool_number__pool").annotate(
        shown_to=Subquery(shown.values("visit_id")[:1]),
        recent_calls=Coalesce(Subquery(recent.values("n")[:1]), 0),
        last_call_at=Subquery(newest.values("start_time")[:1]),
    )


class NumberList(ListView):
    """The account's numbers."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view"}
    queryset = PhoneNumber.everywhere.none()
    serializer_class = NumberSerializer
    filterset_class = NumberFilters
    orders: ClassVar[Mapping[str, Order]] = {"number": Order("number", str), "name": Order("name", str)}
    sort = "number"

    def get_queryset(self) -> QuerySet[PhoneNumber]:
        """With what they mean now."""
        return _numbers()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """Numbers. With where they ring, the pool, the visit they are shown to now, and recent calls."""
        return super().get(request, **kwargs)


class NumberDetail(ApiView):
    """One number."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "PATCH": "numbers.manage"}
    queryset = PhoneNumber.everywhere.none()
    serializer_class = NumberSerializer

    def get_queryset(self) -> QuerySet[PhoneNumber]:
        """With what they mean now."""
        return _numbers()

    def get(self, request: Request, pk: int) -> Response:
        """One number."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=NumberChanges)
    def patch(self, request: Request, pk: int) -> Response:
        """Rename a number."""
        number = self.get_object()
        asked = NumberChanges(data=request.data)
        asked.is_valid(raise_exception=True)
        name = asked.validated_data["name"].strip()
        if number.name != name:
            PhoneNumber.objects.filter(pk=number.pk).update(name=name)
            record("number.renamed", number, actor=actor_of(request), name=name)
        return Response(self.get_serializer(self.get_object()).data)
