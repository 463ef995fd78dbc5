"""Tasks of the calls app; each body is one call."""

from celery import shared_task

from calls import personal_data
from calls.pipeline import runner, sweeper
from calls.telephony import ingest


@shared_task(name="calls.run_stage")
def run_stage(run_id: int) -> None:
    """Runs one pipeline stage."""
    runner.run_stage(run_id)


@shared_task(name="calls.start_pipeline")
def start_pipeline(call_id: int) -> None:
    """Gives an ended call its stages."""
    runner.start_by_id(call_id)


@shared_task(name="calls.apply_event")
def apply_event(event_id: int) -> None:
    """Applies one provider message to its call."""
    ingest.apply(event_id)


@shared_task(name="calls.destroy_old_originals")
def destroy_old_originals() -> int:
    """Destroys recordings that were never redacted."""
    return personal_data.destroy_old_originals()


@shared_task(name="calls.sweep")
def sweep() -> int:
    """Re-enqueues what was lost."""
    return sweeper.sweep()
