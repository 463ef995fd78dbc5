"""Which deliveries are due, and putting them on the queue. Rows are the truth, the queue is a nudge."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from attribution.models import Delivery
from compliance.dispatch import enqueue
from compliance.tenancy import use_account

TASK = "attribution.deliver"
QUIET = timedelta(minutes=2)
SOON = timedelta(minutes=1)
BATCH = 500
State = Delivery.State


def due(now: datetime) -> Q:
    """Rows a worker may take: pending and in time, or left behind by a worker that died; no paused connections."""
    return (Q(state=State.PENDING, not_before__lte=now) | Q(state=State.SENDING, lease_until__lt=now)) & Q(
        connection__active=True, connection__paused_reason=""
    )


def nudge(delivery: Delivery) -> None:
    """Puts the row's task on the queue, unless it is due so much later that the sweeper had better do it then."""
    wait = max(delivery.not_before - timezone.now(), timedelta(0))
    if wait > SOON:
        return
    Delivery.objects.filter(pk=delivery.pk).update(nudged_at=timezone.now() + wait)
    enqueue(TASK, delivery.pk, queue="io", delay=wait.total_seconds())


def sweep() -> int:
    """Enqueues due rows of all accounts that nobody nudged of late; how many."""
    now = timezone.now()
    quiet = Q(nudged_at=None) | Q(nudged_at__lt=now - QUIET)
    rows = Delivery.everywhere.filter(due(now), quiet).order_by("not_before", "pk")[:BATCH]
    for delivery in rows:
        with use_account(delivery.account_id):
            nudge(delivery)
    return len(rows)
