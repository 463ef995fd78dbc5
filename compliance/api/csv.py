"""The same rows for a spreadsheet, streamed."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from compliance.api.sparse import SparseSerializer, cell, columns
from compliance.tables import Cell, harmless
from compliance.tenancy import require_account_id, use_account

TYPE = "text/csv"
Lines = Sequence[Sequence[Cell]]


class CsvRenderer(BaseRenderer):
    """Makes `Accept: text/csv` and `?format=csv` choose CSV; the view writes it by `stream`."""

    media_type = TYPE
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Never reached: answers in CSV are streamed, and problems are JSON."""
        raise NotImplementedError


def represented(serializer: SparseSerializer[Any], batches: Iterator[Sequence[Any]]) -> Iterator[Lines]:
    """The cells of each row as `serializer` represents it, in the order of its `columns`."""
    names = columns(serializer)
    for batch in batches:
        rows = (serializer.to_representation(one) for one in batch)
        yield [[cell(row, name) for name in names] for row in rows]


def stream(names: Sequence[str], batches: Iterator[Lines], name: str) -> StreamingHttpResponse:
    """A file of all lines of all batches under the headings `names`, formulas made harmless."""
    response = StreamingHttpResponse(
        _lines(names, batches, require_account_id()), content_type=f"{TYPE}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(names: Sequence[str], batches: Iterator[Lines], account: int) -> Iterator[str]:
    """The middleware has left the account's scope when this runs, so each batch enters it again."""
    yield _text([names])
    while True:
        with use_account(account):
            rows = next(batches, None)
        if rows is None:
            return
        yield _text([harmless(value) for value in row] for row in rows)


def _text(rows: Any) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows(rows)
    return output.getvalue()
