"""GET /api/v1/calls and /api/v1/calls/<id>."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.library.facts import CallFacts
from analytics.library.filters import CallFilters
from analytics.library.queries import with_facts
from analytics.library.serializers import CallDetailSerializer, CallSerializer
from calls.models import Call

FIELDS = OpenApiParameter("fields", description="Only these fields, with commas between.")
INCLUDE = OpenApiParameter("include", description="More parts of the call.", enum=["transcript"])


class _Calls(generics.GenericAPIView[Any]):
    queryset = Call.everywhere.none()
    permissions: ClassVar[dict[str, str]] = {"GET": "calls.view"}

    def get_queryset(self) -> QuerySet[Call]:
        """Calls of the account in scope."""
        return with_facts(Call.objects.all())

    def get_serializer_context(self) -> dict[str, Any]:
        """The context with `fields=` and `include=` read. Raises ValidationError for a field that is none."""
        context = super().get_serializer_context()
        if self.request is None:
            return context
        include = _items(self.request, "include")
        if set(include) - {"transcript"}:
            raise ValidationError({"include": "Only transcript can be included."})
        wanted = _items(self.request, "fields")
        known = CallSerializer().fields
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise ValidationError({"fields": f"Unknown: {', '.join(unknown)}."})
        return {**context, "fields": [*wanted, *include] if wanted else [], "include": include}


class CallList(_Calls):
    """Calls, newest first."""

    serializer_class = CallSerializer
    filterset_class = CallFilters

    @extend_schema(operation_id="calls_list", parameters=[FIELDS])
    def get(self, request: Request) -> Response:
        """One page; `next` and `previous` are the addresses of its neighbours."""
        calls = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows: Sequence[CallFacts] = [CallFacts(call) for call in calls or ()]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class CallDetail(_Calls):
    """One call."""

    serializer_class = CallDetailSerializer
    filter_backends = ()
    pagination_class = None

    @extend_schema(operation_id="calls_retrieve", parameters=[FIELDS, INCLUDE])
    def get(self, request: Request, pk: int) -> Response:
        """Everything about one call; 404 for another account's."""
        return Response(self.get_serializer(CallFacts(self.get_object())).data)


def _items(request: Request, name: str) -> list[str]:
    return [item for item in request.query_params.get(name, "").split(",") if item]
