"""Queues, where calls are put through to, in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.numbers.api_fields import PhoneNumberField
from attribution.numbers.queries import counted_queues
from calls.models import Destination
from calls.numbers.services import save_queue
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView

FIELDS = ("name", "phone_number", "ring_seconds", "whisper")


class QueueSerializer(SparseSerializer[Destination]):
    """An office or person that calls are put through to."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    phone_number = serializers.CharField(help_text="What rings, E.164.")
    ring_seconds = serializers.IntegerField(help_text="Then voicemail answers.")
    whisper = serializers.CharField(help_text="Said to the agent before the call is joined.")
    numbers = serializers.IntegerField(source="number_count", help_text="Tracking numbers that ring there.")


class QueueChanges(serializers.Serializer[Any]):
    """What may be said about a queue."""

    name = serializers.CharField(max_length=80)
    phone_number = PhoneNumberField()
    ring_seconds = serializers.IntegerField(min_value=5, max_value=120, default=20)
    whisper = serializers.CharField(max_length=200, allow_blank=True, default="")


class QueueList(ListView):
    """The account's queues."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "POST": "numbers.manage"}
    queryset = Destination.everywhere.none()
    serializer_class = QueueSerializer
    orders: ClassVar[Mapping[str, Order]] = {"name": Order("name", str)}
    sort = "name"

    def get_queryset(self) -> QuerySet[Destination]:
        """With their numbers."""
        return counted_queues()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List queues. By name, each with how many numbers ring there."""
        return super().get(request, **kwargs)

    @extend_schema(request=QueueChanges, responses={201: QueueSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a queue."""
        asked = QueueChanges(data=request.data)
        asked.is_valid(raise_exception=True)
        row = save_queue(Destination(), **asked.validated_data)
        return Response(QueueSerializer(counted_queues().get(pk=row.pk)).data, status=201)


class QueueDetail(ApiView):
    """One queue."""

    tag = "Numbers"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "numbers.view", "PATCH": "numbers.manage"}
    queryset = Destination.everywhere.none()
    serializer_class = QueueSerializer

    def get_queryset(self) -> QuerySet[Destination]:
        """With their numbers."""
        return counted_queues()

    def get(self, request: Request, pk: int) -> Response:
        """Read a queue."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=QueueChanges)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a queue."""
        row = self.get_object()
        asked = QueueChanges(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        save_queue(row, **{name: getattr(row, name) for name in FIELDS} | asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
