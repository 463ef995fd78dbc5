"""Tracking numbers in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.numbers.queries import DEFAULT, ORDERS, Filters, numbers
from calls.models import PhoneNumber
from compliance.api.callers import actor_of
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView
from compliance.audit.chain import record
from compliance.models import Account
from compliance.tenancy import require_account_id


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
    pool_id = serializers.IntegerField(source="pool_number.pool_id", default=None, allow_null=True)
    pool = serializers.CharField(source="pool_number.pool.name", default=None, allow_null=True)
    free_at = serializers.DateTimeField(
        source="pool_number.free_at",
        default=None,
        allow_null=True,
        help_text="From when a pool may show it to another visit.",
    )
    shown_to_visits = serializers.SerializerMethodField(help_text="Ids of the visits it is held for now.")
    recent_calls = serializers.IntegerField(help_text="In the last 30 days.")
    last_call_at = serializers.DateTimeField(source="last_call", allow_null=True)

    def get_shown_to_visits(self, number: Any) -> list[int]:
        """At most one, but for a number that changed pools."""
        return [lease.visit_id for lease in number.held]


class NumberChanges(serializers.Serializer[Any]):
    """What may be changed."""

    name = serializers.CharField(max_length=120, allow_blank=True)


class NumberFilters(django_filters.FilterSet):
    """As on the page: by state and pool; `search` looks into names and numbers."""

    state = django_filters.ChoiceFilter(choices=PhoneNumber.State.choices, method="narrow")
    pool = django_filters.CharFilter(method="narrow", help_text="An id, or `static` for numbers in none")
    search = django_filters.CharFilter(method="narrow")

    class Meta:
        model = PhoneNumber
        fields: tuple[str, ...] = ()

    def narrow(self, rows: QuerySet[PhoneNumber], name: str, value: str) -> QuerySet[PhoneNumber]:
        """The rows that fit."""
        country = Account.objects.get(pk=require_account_id()).country
        return Filters.read({name: value}).apply(rows, country)


def _numbers() -> QuerySet[PhoneNumber]:
    rows: QuerySet[PhoneNumber] = numbers(Filters(), "").rows
    return rows


class NumberList(ListView):
    """The account's numbers."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view"}
    queryset = PhoneNumber.everywhere.none()
    serializer_class = NumberSerializer
    filterset_class = NumberFilters
    orders = ORDERS
    sort = DEFAULT

    def get_queryset(self) -> QuerySet[PhoneNumber]:
        """With what they mean now."""
        return _numbers()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List numbers. With where they ring, the pool, the visit they are shown to now, and recent calls."""
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
        """Read a number."""
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
