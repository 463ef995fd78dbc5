"""The same rows for a spreadsheet, streamed."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from compliance.api.sparse import SparseSerializer, cell, columns
from compliance.tables import harmless
from compliance.tenancy import require_account_id, use_account

TYPE = "text/csv"


class CsvRenderer(BaseRenderer):
    """Makes `Accept: text/csv` and `?format=csv` choose CSV; the view writes it by `stream`."""

    media_type = TYPE
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Never reached: answers in CSV are streamed, and problems are JSON."""
        raise NotImplementedError


def stream(
    serializer: SparseSerializer[Any], batches: Iterator[Sequence[Any]], name: str
) -> StreamingHttpResponse:
    """A file of all rows of all batches, formulas made harmless; `serializer` represents one row."""
    response = StreamingHttpResponse(
        _lines(serializer, batches, require_account_id()), content_type=f"{TYPE}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(
    serializer: SparseSerializer[Any], batches: Iterator[Sequence[Any]], account: int
) -> Iterator[str]:
    """The middleware has left the account's scope when this runs, so each batch enters it again."""
    names = columns(serializer)
    yield _text([names])
    while True:
        with use_account(account):
            rows = next(batches, None)
            text = _text(_row(serializer, one, names) for one in rows) if rows is not None else ""
        if rows is None:
            return
        yield text


def _row(serializer: SparseSerializer[Any], one: Any, names: Sequence[str]) -> list[Any]:
    shown = serializer.to_representation(one)
    return [harmless(cell(shown, name)) for name in names]


def _text(rows: Any) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows(rows)
    return output.getvalue()
