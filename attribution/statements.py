"""SQL written by hand, for the few requests that come hundreds of times a second."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import Cursor


def run(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Runs one statement, planned once per connection, and returns its rows. Raises django.db errors.

    Alone it is its own transaction; inside one it gets a savepoint, so that an IntegrityError can be survived. Alone
    it is sent twice when the connection turns out to be dead, so it must bear that.
    """
    try:
        return _execute(sql, values)
    except OperationalError:
        # Trying is cheaper than asking the server before every statement whether it is still there.
        if connection.in_atomic_block or connection.is_usable():
            raise
    connection.close()
    return _execute(sql, values)


def _execute(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 0  # Django's None would forbid what `prepare` asks for
    savepoint = transaction.atomic() if connection.in_atomic_block else nullcontext()
    # psycopg's own cursor: the one of Django writes the values into the text, which is then planned every time.
    with savepoint, connection.wrap_database_errors, Cursor(raw) as cursor:
        return cursor.execute(sql, values, prepare=True).fetchall()
