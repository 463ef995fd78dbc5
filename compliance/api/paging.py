"""Paging by position: rows that arrive meanwhile neither repeat nor hide others, and any depth costs the same."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from compliance.texts import read_id

SIZE, LARGEST = 50, 250
BATCH = 500


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by. `empty` stands for null, below all others; `read` turns text into a value."""

    field: str
    read: Callable[[str], Any] = datetime.fromisoformat
    empty: Any = None

    @property
    def expression(self) -> F | Coalesce:
        """What the database sorts by."""
        if self.empty is None:
            return F(self.field)
        column = Cast(self.field, FloatField()) if isinstance(self.empty, float) else F(self.field)
        return Coalesce(column, Value(self.empty))


def number(field: str) -> Order:
    """Order by a number that may be null; nothing of ours is below -1."""
    return Order(field, float, -1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """The row a page begins after; `forward` false: the page ends before it."""

    forward: bool
    key: Any
    pk: int


class Sorted:
    """Rows in one order, ties by id; `sort` is a name of `orders`, with a minus for descending."""

    def __init__(self, rows: QuerySet[Any], orders: Mapping[str, Order], sort: str) -> None:
        self.order, self.sort = orders[sort.removeprefix("-")], sort
        self.descending = sort.startswith("-")
        self.rows = rows.annotate(sort_key=self.order.expression)

    def take(self, size: int, mark: Mark | None = None) -> list[Any]:
        """Up to `size` rows from the mark on, in the order (backwards for a mark that says so)."""
        down = self.descending == (mark is None or mark.forward)
        rows = self.rows
        if mark is not None:
            beyond = "lt" if down else "gt"
            # Written so that an index on the first column bounds the search.
            rows = rows.filter(
                Q(**{f"sort_key__{beyond}e": mark.key})
                & (Q(**{f"sort_key__{beyond}": mark.key}) | Q(**{f"pk__{beyond}": mark.pk}))
            )
        sign = "-" if down else ""
        return list(rows.order_by(f"{sign}sort_key", f"{sign}pk")[:size])

    def batches(self) -> Iterator[list[Any]]:
        """All rows, some hundred at a time, each read when it is asked for."""
        found = self.take(BATCH)
        while found:
            yield found
            found = (
                self.take(BATCH, Mark(True, found[-1].sort_key, found[-1].pk)) if len(found) == BATCH else []
            )

    def write(self, row: Any, *, forward: bool) -> str:
        """The mark at a row as text."""
        key = row.sort_key.isoformat() if isinstance(row.sort_key, datetime) else str(row.sort_key)
        document = json.dumps([self.sort, forward, key, row.pk], separators=(",", ":"))
        return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")

    def read(self, text: str) -> Mark:
        """The mark a text stands for. Raises ValidationError."""
        try:
            document = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            sort, forward, key, pk = document
            if sort != self.sort or not isinstance(forward, bool) or not isinstance(pk, int):
                raise ValueError(sort)
            return Mark(forward, self.order.read(key), pk)
        except (ValueError, TypeError, ArithmeticError, binascii.Error):
            raise ValidationError({"cursor": ["This is no cursor of this list and order."]}) from None


class Keyset(BasePagination):
    """`?cursor=` and `?per_page=` (1..250, default 50)."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of one page of a ListView. Raises ValidationError."""
        ordered: Sorted = view.ordered(queryset)
        size = _size(request.query_params.get("per_page", ""))
        cursor = request.query_params.get("cursor", "")
        mark = ordered.read(cursor) if cursor else None
        found = ordered.take(size + 1, mark)
        more, shown = len(found) > size, found[:size]
        back = mark is not None and not mark.forward
        shown = shown[::-1] if back else shown
        self.here = request.build_absolute_uri()
        self.next = ordered.write(shown[-1], forward=True) if shown and (more or back) else ""
        self.previous = (
            ordered.write(shown[0], forward=False) if shown and (more if back else mark is not None) else ""
        )
        return shown

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """The page with the addresses of its neighbours."""
        return Response(
            {"next": self._link(self.next), "previous": self._link(self.previous), "results": data}
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same for OpenAPI."""
        link = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Address of the neighbouring page.",
        }
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """None: the view declares them with its other parameters."""
        return []

    def _link(self, mark: str) -> str | None:
        return replace_query_param(remove_query_param(self.here, "cursor"), "cursor", mark) if mark else None


def _size(text: str) -> int:
    if not text:
        return SIZE
    size = read_id(text)
    if size is None or not 1 <= size <= LARGEST:
        raise ValidationError({"per_page": [f"A whole number from 1 to {LARGEST} is expected."]})
    return size
