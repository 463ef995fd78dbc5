"""Calls as CSV, with the fields of the API, read in pages: any number of calls takes the same memory."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from analytics.library.facts import CallFacts
from analytics.library.listing import facts_of
from analytics.library.paging import page
from analytics.library.serializers import CallSerializer
from analytics.models import CallIndex
from compliance.api.csv import stream

AT_ONCE = 500


def csv_of(rows: QuerySet[CallIndex], sort: str) -> StreamingHttpResponse:
    """The file of all rows in the order `sort`."""
    return stream(CallSerializer(), _batches(rows, sort), "calls")


def _batches(rows: QuerySet[CallIndex], sort: str) -> Iterator[list[CallFacts]]:
    mark = ""
    while True:
        found = page(rows, sort=sort, before=mark, size=AT_ONCE)
        yield facts_of(found.calls)
        mark = found.older
        if not mark:
            return
