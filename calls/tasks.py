"""Tasks of the calls app; each body is one call."""

from celery import shared_task

from calls import personal_data
from calls.pipeline import runner, sweeper
from calls.redaction import repair, reviews, runs
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


@shared_task(name="calls.redact_again")
def redact_again(run_id: int) -> None:
    """Goes on with a run of the present redaction rules over kept calls."""
    runs.work(run_id)


@shared_task(name="calls.draw_reviews")
def draw_reviews() -> int:
    """Draws calls whose redaction people check."""
    return reviews.draw_reviews()


@shared_task(name="calls.sweep_redaction")
def sweep_redaction() -> int:
    """Wakes runs that have not ended, and removes audio that repairs replaced."""
    return runs.sweep_runs() + repair.destroy_all_replaced()
