"""Base classes of the API's operations."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api import limits
from compliance.api.callers import actor_of, caller_of, stranger
from compliance.api.csv import CsvRenderer, represented, stream
from compliance.api.paging import Keyset, Order, Sorted
from compliance.api.parameters import (
    CURSOR,
    FIELDS,
    FORMAT,
    PER_PAGE,
    check_known,
    check_storable,
    filter_parameter,
    items,
    sort_parameter,
)
from compliance.api.sparse import SparseSerializer, columns
from compliance.causes import enter_actor

READ = ("GET", "HEAD")


class ApiView(generics.GenericAPIView[Any]):
    """Operations of one address. `permissions`: the word each method needs; methods without one do not exist.

    `own_permissions`: per method the word of members who see only what is their own; the view narrows its rows.
    `parameters`: query parameters per method, beside those every operation has; others are refused. `sparse`: the row
    that `fields=` speaks of, the serializer itself unless said otherwise. `bulk`: counts against the smaller limit.
    """

    permissions: ClassVar[Mapping[str, str]] = {}
    own_permissions: ClassVar[Mapping[str, str]] = {}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {}
    sparse: ClassVar[type[SparseSerializer[Any]] | None] = None
    tag: ClassVar[str] = ""
    bulk: ClassVar[bool] = False
    filter_backends: Any = (DjangoFilterBackend,)
    pagination_class: Any = None
    http_method_names: Any = ("get", "head", "post", "patch", "put", "delete")
    allowance: limits.Allowance | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, how often, whether they may, and whether the question makes sense, in this order."""
        super().initial(request, *args, **kwargs)
        check_known(request, (parameter.name for parameter in self.query_parameters(request.method or "GET")))
        check_storable(request)

    def perform_authentication(self, request: Request) -> None:
        """Counts the request, whether its sender is known or not. Raises AuthenticationFailed, Throttled."""
        kind = limits.BULK if self.bulk or _wants_csv(request) else limits.NORMAL
        try:
            super().perform_authentication(request)
        except Exception:
            self.allowance = limits.count(stranger(request), kind)
            limits.check(self.allowance)
            raise
        self.allowance = limits.count(caller_of(request), kind)
        limits.check(self.allowance)
        if not request.user.is_anonymous or request.auth:
            enter_actor(actor_of(request))

    def check_permissions(self, request: Request) -> None:
        """Raises MethodNotAllowed before a permission is asked for that no method needs."""
        if (request.method or "").lower() not in self.http_method_names or not hasattr(
            self, (request.method or "").lower()
        ):
            self.http_method_not_allowed(request)
        super().check_permissions(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Adds what is left of the caller's limit, and keeps answers out of caches."""
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (self.allowance.headers() if self.allowance else {}).items():
            final[name] = value
        final.headers.setdefault("Cache-Control", "no-store")
        return final

    def body_digest(self, request: Request) -> str:
        """SHA-256 of the body, for the recognition of repeated requests."""
        return hashlib.sha256(request.body).hexdigest()

    def query_parameters(self, method: str) -> list[OpenApiParameter]:
        """Every query parameter the method understands."""
        method = "GET" if method == "HEAD" else method
        own = list(self.parameters.get(method, ()))
        if method != "GET":
            return own
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        return [
            *own,
            *([FIELDS] if self.sparse_row() else []),
            *(filter_parameter(name, one) for name, one in filters.items()),
        ]

    def sparse_row(self) -> type[SparseSerializer[Any]] | None:
        """The class of the rows that `fields=` speaks of; None where there are none."""
        found = self.sparse or self.serializer_class
        return found if isinstance(found, type) and issubclass(found, SparseSerializer) else None

    def get_serializer_context(self) -> dict[str, Any]:
        """The context with `fields=` read. Raises ValidationError for a field that is none."""
        context = dict(super().get_serializer_context())
        row = self.sparse_row()
        if self.request is None or row is None:
            return context
        wanted = items(self.request, "fields")
        unknown = [name for name in wanted if name not in row().fields]
        if unknown:
            raise ValidationError({"fields": [f"Unknown: {', '.join(unknown)}."]})
        return {**context, "fields": wanted, "sparse": row}


class TableView(ApiView):
    """A report: a document for programs, its lines as CSV."""

    def get_renderers(self) -> list[BaseRenderer]:
        """CSV is for reading."""
        method = self.request.method if self.request is not None else "GET"
        return [JSONRenderer(), CsvRenderer()] if method in READ else [JSONRenderer()]

    def query_parameters(self, method: str) -> list[OpenApiParameter]:
        """With `format`."""
        return [*super().query_parameters(method), *([FORMAT] if method in READ else [])]

    def answer(self, document: Any, lines: Sequence[Any]) -> HttpResponseBase:
        """The document, or its lines where CSV was asked for."""
        if _wants_csv(self.request):
            return self.as_csv(iter([lines]))
        return Response(self.get_serializer(document).data)

    def as_csv(self, batches: Iterator[Sequence[Any]]) -> HttpResponseBase:
        """All rows in one file. Raises ValidationError."""
        row = self.sparse_row()
        if row is None:
            raise TypeError(f"{type(self).__name__} has no rows")
        serializer = row(context=self.get_serializer_context())
        name = self.request.path.rsplit("/", 1)[-1]
        return stream(columns(serializer), represented(serializer, batches), name)


class ListView(TableView):
    """Rows, a page at a time; as CSV all of them. `orders`: what they can be sorted by; `sort`: what they are by default."""

    orders: ClassVar[Mapping[str, Order]] = {}
    sort: ClassVar[str] = ""
    pagination_class: Any = Keyset

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """One page; `next` and `previous` are the addresses of its neighbours."""
        rows = self.filter_queryset(self.get_queryset())
        if _wants_csv(request):
            return self.file_of(self.ordered(rows))
        found = self.paginate_queryset(rows) or ()
        return self.get_paginated_response(self.get_serializer(self.gathered(found), many=True).data)

    def file_of(self, rows: Sorted) -> HttpResponseBase:
        """All rows as CSV."""
        return self.as_csv(self.gathered(batch) for batch in rows.batches())

    def gathered(self, found: Iterable[Any]) -> Sequence[Any]:
        """What the serializer reads, of the rows of one page or batch."""
        return list(found)

    def ordered(self, rows: QuerySet[Any]) -> Sorted:
        """The rows in the order of `sort=`. Raises ValidationError."""
        sort = self.request.query_params.get("sort") or self.sort
        if sort.removeprefix("-") not in self.orders:
            raise ValidationError({"sort": [f"Choose one of: {', '.join(self.orders)}."]})
        return Sorted(rows, self.orders, sort)

    def query_parameters(self, method: str) -> list[OpenApiParameter]:
        """With those of paging and order."""
        own = super().query_parameters(method)
        return [*own, sort_parameter(self.orders, self.sort), CURSOR, PER_PAGE] if method in READ else own


def _wants_csv(request: Request) -> bool:
    renderer: BaseRenderer | None = getattr(request, "accepted_renderer", None)
    return isinstance(renderer, CsvRenderer)
