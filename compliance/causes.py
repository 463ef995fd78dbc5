"""Who caused the running code, and the id that ties its log lines and tasks together."""

import logging
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_actor: ContextVar[str | None] = ContextVar("actor", default=None)
_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)


def current_actor() -> str | None:
    """A user's e-mail, an API key's prefix, or None."""
    return _actor.get()


def current_correlation_id() -> str | None:
    """The id that ties all log lines and tasks of one cause together, or None."""
    return _correlation.get()


def enter_actor(actor: str) -> None:
    """Names the actor until the surrounding `caused_by` ends; for code that learns it half-way."""
    _actor.set(actor)


@contextmanager
def caused_by(actor: str | None = None, correlation_id: str | None = None) -> Iterator[str]:
    """Runs the block for one actor under one correlation id (a new one where none is given)."""
    correlation_id = correlation_id or _correlation.get() or uuid.uuid4().hex
    tokens = _actor.set(actor or _actor.get()), _correlation.set(correlation_id)
    try:
        yield correlation_id
    finally:
        _actor.reset(tokens[0])
        _correlation.reset(tokens[1])


def frames_of(error: BaseException) -> str:
    """Where an error happened: its class and code lines, and nothing it says; messages may quote what was said.

    Causes are left out with their texts: a database error's cause quotes the row.
    """
    lines = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{lines}"


class CorrelationFilter(logging.Filter):
    """Puts the correlation id on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps every record."""
        record.correlation_id = current_correlation_id() or "-"
        return True
