"""Keeps a running stage's lease alive from a thread, so that a dead worker is noticed within a minute."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from calls.models import StageRun

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 15.0


@contextmanager
def beating(run: StageRun) -> Iterator[None]:
    """Extends the lease of `run` every 15 s until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(
        target=_beat, args=(run.pk, run.attempt, stop), daemon=True, name=f"heartbeat-{run.pk}"
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(run_id: int, attempt: int, stop: threading.Event) -> None:
    try:
        while not stop.wait(BEAT_SECONDS):
            mine = StageRun.everywhere.filter(pk=run_id, attempt=attempt, status=StageRun.Status.RUNNING)
            try:
                mine.update(lease_until=timezone.now() + LEASE)
            except (
                DatabaseError
            ):  # a restarted database: the next beat tries again, the lease outlives three of them
                connection.close()
    finally:
        connection.close()
