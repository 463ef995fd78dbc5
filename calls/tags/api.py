"""Tags in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from calls.models import Tag
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ListView
from compliance.audit.chain import record


class TagSerializer(SparseSerializer[Tag]):
    """A word people put on calls, and how many have it."""

    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(max_length=60)
    calls = serializers.IntegerField(source="used", default=0, read_only=True)


class TagList(ListView):
    """The account's tags."""

    tag = "Account"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view", "POST": "calls.edit"}
    queryset = Tag.everywhere.none()
    serializer_class = TagSerializer
    orders: ClassVar[Mapping[str, Order]] = {"name": Order("name", str)}
    sort = "name"

    def get_queryset(self) -> QuerySet[Tag]:
        """With the number of calls."""
        return Tag.objects.annotate(used=Count("calls"))

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List tags. By name, each with the number of its calls."""
        return super().get(request, **kwargs)

    @extend_schema(request=TagSerializer, responses={201: TagSerializer, 200: TagSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a tag. One of that name is answered as it is (200)."""
        asked = TagSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        name = " ".join(asked.validated_data["name"].split())
        tag, created = Tag.objects.get_or_create(name=name)
        if created:
            record("tag.created", tag)
        return Response(
            TagSerializer(self.get_queryset().get(pk=tag.pk)).data, status=201 if created else 200
        )
