"""Calls as CSV, with the fields of the API, read in batches: any number of calls takes the same memory."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from analytics.library.orders import known, ordered
from analytics.library.serializers import CallSerializer
from analytics.library.sheet import lines
from analytics.models import CallIndex
from compliance.api.csv import stream
from compliance.api.paging import Sorted
from compliance.api.sparse import columns


def csv_of(rows: QuerySet[CallIndex], sort: str) -> StreamingHttpResponse:
    """The file of all rows in the order `sort`, with every column."""
    return file_of(ordered(rows, known(sort)), columns(CallSerializer()))


def file_of(rows: Sorted, names: Sequence[str]) -> StreamingHttpResponse:
    """The file of all rows, with the columns `names` of `CallSerializer`."""
    return stream(names, (lines([row.pk for row in batch], names) for batch in rows.batches()), "calls")
