"""Calls as CSV, with the fields of the API, read in pages: any number of calls takes the same memory."""

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from analytics.library.listing import facts_of
from analytics.library.orders import known, ordered
from analytics.library.serializers import CallSerializer
from analytics.models import CallIndex
from compliance.api.csv import stream


def csv_of(rows: QuerySet[CallIndex], sort: str) -> StreamingHttpResponse:
    """The file of all rows in the order `sort`."""
    batches = (facts_of([row.pk for row in batch]) for batch in ordered(rows, known(sort)).batches())
    return stream(CallSerializer(), batches, "calls")
