"""Enqueueing: after commit, by name, with the account, the actor and the correlation id.

Rows are the truth and the queue is a nudge: when the broker is away the task is not lost, a sweeper finds its row.
"""

import logging
import time
from typing import Any

from celery import Task, current_app
from django.conf import settings
from django.db import close_old_connections, transaction
from kombu.exceptions import OperationalError

from compliance.causes import caused_by, current_actor, current_correlation_id
from compliance.tenancy import current_account_id, use_account

logger = logging.getLogger(__name__)

HEADER = "ringtrace"
AWAY_SECONDS = 20.0


class _Broker:
    """Remembers for a while that the broker is away: asking it again costs seconds that a caller may not have."""

    def __init__(self) -> None:
        self._until = 0.0

    def is_away(self) -> bool:
        return time.monotonic() < self._until

    def went_away(self) -> None:
        self._until = time.monotonic() + AWAY_SECONDS


_broker = _Broker()


def enqueue(task: str, *ids: int | str, queue: str = "fast", delay: float = 0) -> None:
    """Sends a registered task with row ids after the current transaction commits; `delay` in seconds.

    Raises KeyError for a task nobody registered. A broker that is away is logged, not raised.
    """
    signature = current_app.tasks[task]
    carried = {
        "account": current_account_id(),
        "actor": current_actor(),
        "correlation": current_correlation_id(),
    }
    options: dict[str, Any] = {
        "args": ids,
        "queue": queue,
        "countdown": delay,
        "headers": {HEADER: carried},
        "retry": False,
        "ignore_result": True,
    }

    def send() -> None:
        if not (settings.CELERY_BROKER_URL or settings.CELERY_TASK_ALWAYS_EAGER) or _broker.is_away():
            return
        try:
            signature.apply_async(**options)
        except OperationalError as error:
            _broker.went_away()
            logger.warning("broker away, %s%s waits for the sweeper: %s", task, ids, error)

    transaction.on_commit(send)


class AccountTask(Task):  # type: ignore[type-arg]
    """Base of all tasks: restores account, actor and correlation id around the body."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the body in the scope the message carries."""
        carried = getattr(self.request, HEADER, None) or (self.request.headers or {}).get(HEADER) or {}
        if not self.request.is_eager:
            close_old_connections()
        with use_account(carried.get("account")), caused_by(carried.get("actor"), carried.get("correlation")):
            return super().__call__(*args, **kwargs)
