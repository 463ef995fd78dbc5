"""SQL written by hand, for the few requests that come hundreds of times a second."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from psycopg import Cursor


def run(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Runs one statement, planned once per connection, and returns its rows. Raises django.db errors.

    Alone it is its own transaction; inside one it gets a savepoint, so that an IntegrityError can be survived.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    savepoint = transaction.atomic() if connection.in_atomic_block else nullcontext()
    # psycopg's own cursor: the one of Django writes the values into the text, which is then planned every time.
    with savepoint, connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, prepare=True).fetchall()
