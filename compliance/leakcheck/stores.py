"""The places to look in. Each yields (where, text) pairs; nothing found is ever printed, only its place."""

from collections.abc import Iterator
from pathlib import Path

import redis
from django.db import connection

TEXT_TYPES = ("text", "character varying", "json", "jsonb")
FILE_BYTES = 1 << 20
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = ANY(%s) ORDER BY table_name, column_name
"""


def database() -> Iterator[tuple[str, str]]:
    """Every text and JSON column of every row, all accounts."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(TEXT_TYPES)])
        columns = cursor.fetchall()
    for table, column in columns:
        with connection.cursor() as cursor:
            name = f"{connection.ops.quote_name(table)}.{connection.ops.quote_name(column)}"
            cursor.execute(f"SELECT {name}::text FROM {connection.ops.quote_name(table)} WHERE {name} IS NOT NULL")  # noqa: S608  names come from the catalogue
            for (value,) in cursor:
                yield f"{table}.{column}", value


def broker(url: str) -> Iterator[tuple[str, str]]:
    """Every key of the broker and cache; nothing when there is none."""
    if not url:
        return
    client = redis.Redis.from_url(url.replace("redis+socket://", "unix://").partition("?")[0], decode_responses=False)
    for key in client.scan_iter():
        dumped = client.dump(key) or b""
        yield f"broker:{key.decode(errors='replace')}", bytes(dumped).decode("latin-1")


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """All files below `folder` in pieces that overlap; unreadable ones are passed over."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or "models" in path.relative_to(folder).parts[:1]:
            continue
        try:
            with path.open("rb") as file:
                tail = b""
                while piece := file.read(FILE_BYTES):
                    yield str(path.relative_to(folder)), (tail + piece).decode("latin-1")
                    tail = piece[-32:]
        except OSError:
            continue
