"""Calls in the API: list, one call, and what may be changed about it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.library.access import ALL, OWN, visible_calls, visible_index
from analytics.library.edits import edit_call
from analytics.library.export import file_of
from analytics.library.facts import CallFacts
from analytics.library.filters import CallFilters
from analytics.library.listing import facts_of
from analytics.library.orders import NEWEST, ORDERS
from analytics.library.queries import with_facts
from analytics.library.serializers import CallSerializer
from analytics.library.serializers_detail import CallChangesSerializer, CallDetailSerializer
from analytics.models import CallIndex
from calls.models import Call
from compliance.api.callers import actor_of, user_of
from compliance.api.paging import Order, Sorted
from compliance.api.parameters import items
from compliance.api.sparse import columns
from compliance.api.views import ApiView, ListView

PARTS = ("transcript", "words")
INCLUDE = OpenApiParameter(
    "include", str, enum=list(PARTS), description="More parts of the call, with commas between."
)


@cache
def own_fields() -> frozenset[str]:
    """Fields that come from the call's own row and its agent's."""
    fields = CallSerializer().fields
    return frozenset(name for name, field in fields.items() if str(field.source).startswith("call."))


class CallList(ListView):
    """Calls with what every layer knows about them."""

    tag = "Calls"
    permissions: ClassVar[Mapping[str, str]] = {"GET": ALL}
    own_permissions: ClassVar[Mapping[str, str]] = {"GET": OWN}
    queryset = CallIndex.everywhere.none()
    serializer_class = CallSerializer
    filterset_class = CallFilters
    orders: ClassVar[Mapping[str, Order]] = ORDERS
    sort = NEWEST

    def get_queryset(self) -> QuerySet[CallIndex]:
        """Index rows the caller may see, of which only the ids are read."""
        return visible_index(self.request).only("pk")

    def gathered(self, found: Iterable[CallIndex]) -> Sequence[CallFacts]:
        """The calls with their facts; where `fields=` asks for facts of the call's own row, only that is read."""
        ids = [row.pk for row in found]
        wanted = set(items(self.request, "fields"))
        if wanted and wanted <= own_fields():
            calls = {call.pk: call for call in Call.objects.select_related("agent").filter(pk__in=ids)}
            return [CallFacts(calls[pk]) for pk in ids if pk in calls]
        return facts_of(ids)

    def file_of(self, rows: Sorted) -> HttpResponseBase:
        """All calls as CSV, read without their objects."""
        return file_of(rows, columns(CallSerializer(context=self.get_serializer_context())))

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List calls. Newest first unless sorted otherwise; `search` finds words of one turn, or a phone number."""
        return super().get(request, **kwargs)


class CallDetail(ApiView):
    """One call."""

    tag = "Calls"
    permissions: ClassVar[Mapping[str, str]] = {"GET": ALL, "PATCH": "calls.edit"}
    own_permissions: ClassVar[Mapping[str, str]] = {"GET": OWN}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": [INCLUDE]}
    queryset = Call.everywhere.none()
    serializer_class = CallDetailSerializer

    def get_queryset(self) -> QuerySet[Call]:
        """Calls the caller may see; who may edit calls may edit all of them."""
        edits = self.request is not None and self.request.method == "PATCH"
        return with_facts(Call.objects.all() if edits else visible_calls(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """With `include=` read. Raises ValidationError."""
        context = super().get_serializer_context()
        if self.request is None:
            return context
        include = items(self.request, "include")
        unknown = sorted(set(include) - set(PARTS))
        if unknown:
            raise ValidationError({"include": [f"Choose from: {', '.join(PARTS)}."]})
        parts = ["transcript"] if include else []
        wanted = context.get("fields")
        return {**context, "include": include, "fields": [*wanted, *parts] if wanted else wanted}

    def get(self, request: Request, pk: int) -> Response:
        """Read a call. The redacted transcript comes with `include=transcript`, its words with `include=words`."""
        return self._shown(pk)

    @extend_schema(request=CallChangesSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a call. What is sent is changed together or not at all; conversions follow at once.

        `intent` and `outcome` are a person's verdict: a row of its own that counts before the machine's.
        """
        if not isinstance(request.data, dict):
            raise ValidationError("An object is expected.")
        edit_call(self.get_object(), request.data, user=user_of(request), actor=actor_of(request))
        return self._shown(pk)

    def _shown(self, pk: int) -> Response:
        return Response(self.get_serializer(CallFacts(self.get_object())).data)
