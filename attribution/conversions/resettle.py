"""Applying changed rules to calls that are settled already."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from attribution.conversions.ledger import settle
from attribution.models import ConversionRule
from calls.models import Call
from compliance.audit.chain import record
from compliance.dispatch import enqueue

REACH = timedelta(days=90)
BATCH = 200


def apply_to_recent(rule: ConversionRule) -> int:
    """Settles the calls of the last 90 days anew, in the background; how many there are.

    Every rule is applied, as at the end of a call, so what changed elsewhere meanwhile counts as well. Calls still in
    the pipeline are left to it. Doing it again with nothing new changes nothing.
    """
    ids = list(_recent().order_by("pk").values_list("pk", flat=True))
    record("rule.applied", rule, key=rule.key, calls=len(ids), days=REACH.days)
    for first, last in _ranges(ids):
        enqueue("attribution.resettle", first, last, queue="io")
    return len(ids)


def resettle(first: int, last: int) -> int:
    """Settles the recent calls with ids from `first` to `last`, each in a transaction of its own; how many."""
    calls = list(_recent().filter(pk__gte=first, pk__lte=last).order_by("pk"))
    for call in calls:
        settle(call)
    return len(calls)


def _recent() -> QuerySet[Call]:
    return Call.objects.filter(
        direction=Call.Direction.INBOUND,
        processing=Call.Processing.DONE,
        start_time__gte=timezone.now() - REACH,
    )


def _ranges(ids: list[int]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        yield some[0], some[-1]
