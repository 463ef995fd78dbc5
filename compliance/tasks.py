"""Tasks of the compliance app; each body is one call."""

from celery import shared_task

from compliance.api import idempotency


@shared_task(name="compliance.sweep_idempotent_requests")
def sweep_idempotent_requests() -> int:
    """Forgets the answers kept for repeated requests."""
    return idempotency.sweep()
