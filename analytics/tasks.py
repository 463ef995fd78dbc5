"""Tasks of the analytics app; each body is one call."""

from celery import shared_task

from analytics.summaries import index


@shared_task(name="analytics.refresh_index")
def refresh_index() -> int:
    """Brings the call index in step with what changed."""
    return index.refresh_everyone()
