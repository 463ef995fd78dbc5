"""Rows by the million: straight into the tables, as text, without an object per row."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, repeat
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

Column = Sequence[Any]
AT_ONCE = 5000


def reserve(model: type[Model], count: int) -> int:
    """The first of `count` ids nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), nextval(pg_get_serial_sequence(%s, 'id')) + %s)",
            [model._meta.db_table, model._meta.db_table, count],
        )
        return int(cursor.fetchone()[0]) - count


def copy_rows(model: type[Model], columns: Mapping[str, Column]) -> int:
    """Appends rows given as columns (by column name, all of one length); the others get their field's default. How many.
    Texts are taken as they are: without tab, line break and backslash.
    """
    fields = [one for one in model._meta.concrete_fields if one.column in columns or one.column != "id"]
    count = len(next(iter(columns.values())))
    texts = [
        map(_text, columns[str(one.column)]) if one.column in columns else repeat(_text(_default(one)), count)
        for one in fields
    ]
    quoted = ", ".join(f'"{one.column}"' for one in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({quoted}) FROM STDIN") as copy,
    ):
        rows = map("\t".join, zip(*texts, strict=True))
        while lines := list(islice(rows, AT_ONCE)):
            copy.write("\n".join(lines) + "\n")
    return count


@contextmanager
def triggers_off(*models: type[Model]) -> Iterator[None]:
    """Rows that come in meanwhile are noted nowhere: whoever writes them writes what follows from them as well."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            # A table with keys still to be checked cannot be altered; alone, without a transaction, this says nothing.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _default(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    if field.default is not NOT_PROVIDED:
        return field.get_default()
    return None if field.null else ""


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
