"""The places to look in. Each yields (where, text) pairs; nothing found is ever printed, only its place."""

from collections.abc import Iterator
from pathlib import Path

import redis
from django.db import connection
from psycopg import sql

TEXT_TYPES = ("text", "character varying", "json", "jsonb")
FILE_BYTES = 1 << 20
VALUES = "SELECT {1}::text FROM {0} WHERE {1} IS NOT NULL"
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
            cursor.execute(sql.SQL(VALUES).format(sql.Identifier(table), sql.Identifier(column)))
            for (value,) in cursor:
                yield f"{table}.{column}", value


def broker(url: str) -> Iterator[tuple[str, str]]:
    """Every key of a Valkey or Redis broker; nothing when there is none or it is of another kind."""
    if not url.startswith(("redis", "unix")):
        return
    client = redis.Redis.from_url(
        url.replace("redis+socket://", "unix://").partition("?")[0], decode_responses=False
    )
    for key in client.scan_iter():
        dumped = client.dump(key) or b""
        yield f"broker:{key.decode(errors='replace')}", bytes(dumped).decode("latin-1").replace("\x00", " ")


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
