"""Tasks of the attribution app; each body is one call."""

from celery import shared_task

from attribution.conversions import delivery, queue
from attribution.conversions import resettle as resettling
from attribution.matching import services as matching
from attribution.rollups import refresh
from attribution.schedules import sending
from attribution.visits import settings as channels


@shared_task(name="attribution.deliver")
def deliver(delivery_id: int) -> None:
    """Makes one attempt of one delivery."""
    delivery.deliver(delivery_id)


@shared_task(name="attribution.sweep_deliveries")
def sweep_deliveries() -> int:
    """Re-enqueues deliveries that are due."""
    return queue.sweep()


@shared_task(name="attribution.resettle")
def resettle(first: int, last: int) -> int:
    """Settles a range of recent calls anew."""
    return resettling.resettle(first, last)


@shared_task(name="attribution.rematch_recent")
def rematch_recent(visit_id: int) -> int:
    """Matches the calls anew that a visit may have made."""
    return matching.rematch_recent(visit_id)


@shared_task(name="attribution.rechannel")
def rechannel(after: int) -> int:
    """Gives the next visits their channels anew."""
    return channels.rechannel(after)


@shared_task(name="attribution.send_reports")
def send_reports() -> int:
    """Puts the reports that are due on the queue."""
    return sending.enqueue_due()


@shared_task(name="attribution.send_report")
def send_report(schedule_id: int) -> bool:
    """Sends one report by e-mail."""
    return sending.send(schedule_id)


@shared_task(name="attribution.refresh_days")
def refresh_days() -> int:
    """Writes the daily sums anew whose rows changed."""
    return refresh.refresh_everyone()
