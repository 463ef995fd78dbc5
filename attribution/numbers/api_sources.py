"""Numbers that stand for a source, in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import SourceNumber
from attribution.numbers.api_fields import PhoneNumberField, chosen
from attribution.numbers.sources import choosable_numbers, save_source, source_numbers, stands_for
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView


class SourceNumberSerializer(SparseSerializer[SourceNumber]):
    """A number that stands for one source from `starts_at` until `ends_at`. Empty conditions fit everything."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    number = serializers.CharField(source="phone_number.number")
    place = serializers.ChoiceField(SourceNumber.Place.choices)
    stands_for = serializers.SerializerMethodField(help_text="The conditions in a line.")
    target_number = serializers.CharField(help_text="The number on the page it is shown in place of.")
    channel = serializers.CharField()
    utm_source = serializers.CharField()
    utm_medium = serializers.CharField()
    utm_campaign = serializers.CharField()
    landing_page = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    recent_calls = serializers.IntegerField(help_text="In the last 30 days.")

    def get_stands_for(self, row: SourceNumber) -> str:
        """As on the page."""
        return stands_for(row)


class SourceNumberChanges(serializers.Serializer[Any]):
    """What may be said about it."""

    name = serializers.CharField(max_length=80)
    number = PhoneNumberField(help_text="One of the account's that is in no pool.")
    place = serializers.ChoiceField(SourceNumber.Place.choices, default=SourceNumber.Place.SITE)
    target_number = PhoneNumberField(allow_blank=True, default="")
    channel = serializers.CharField(max_length=40, allow_blank=True, default="")
    utm_source = serializers.CharField(max_length=200, allow_blank=True, default="")
    utm_medium = serializers.CharField(max_length=200, allow_blank=True, default="")
    utm_campaign = serializers.CharField(max_length=200, allow_blank=True, default="")
    landing_page = serializers.CharField(max_length=500, allow_blank=True, default="")
    starts_at = serializers.DateTimeField(default=timezone.now)
    ends_at = serializers.DateTimeField(allow_null=True, default=None)


def _save(row: SourceNumber, data: dict[str, Any]) -> SourceNumber:
    values = dict(data)
    if "number" in values:
        values["phone_number"] = chosen("number", choosable_numbers(row), [values.pop("number")])[0]
    return save_source(row, **values)


class SourceNumberList(ListView):
    """The account's numbers of sources."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "POST": "numbers.manage"}
    queryset = SourceNumber.everywhere.none()
    serializer_class = SourceNumberSerializer
    orders: ClassVar[Mapping[str, Order]] = {"name": Order("name", str), "starts_at": Order("starts_at")}
    sort = "name"

    def get_queryset(self) -> QuerySet[SourceNumber]:
        """With calls."""
        return source_numbers()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List numbers of sources. By name, each with what it stands for."""
        return super().get(request, **kwargs)

    @extend_schema(request=SourceNumberChanges, responses={201: SourceNumberSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Let a number stand for a source. A number stands for one source at a time and is in no pool."""
        asked = SourceNumberChanges(data=request.data)
        asked.is_valid(raise_exception=True)
        row = _save(SourceNumber(), asked.validated_data)
        return Response(SourceNumberSerializer(source_numbers().get(pk=row.pk)).data, status=201)


class SourceNumberDetail(ApiView):
    """One number of a source."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "PATCH": "numbers.manage"}
    queryset = SourceNumber.everywhere.none()
    serializer_class = SourceNumberSerializer

    def get_queryset(self) -> QuerySet[SourceNumber]:
        """With calls."""
        return source_numbers()

    def get(self, request: Request, pk: int) -> Response:
        """Read a number of a source."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=SourceNumberChanges)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a number of a source. Calls that came before keep what they were credited to."""
        row = self.get_object()
        asked = SourceNumberChanges(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        _save(row, asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
