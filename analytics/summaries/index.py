"""Keeps one index row per call in step with the rows it is made from.

Triggers note the calls whose facts changed (`StaleCall`); before a page reads, and every few seconds, the noted ones are
computed anew. One refresher at a time per account: an older reading must not overwrite a newer one.
"""

from collections.abc import Iterator, Sequence

from django.db import OperationalError, connection, transaction

from analytics.models import CallIndex, StaleCall
from analytics.summaries.statement import upsert
from calls.models import Call
from compliance.tenancy import require_account_id, use_account

AT_ONCE = 500
BATCH = 2000
PATIENCE = "2s"
LOCK_FAMILY = 0x5255  # advisory locks of the refresh: (family, account)


def refresh(most: int = AT_ONCE) -> int:
    """Computes up to `most` noted changes of the account in scope; how many calls they were of.

    Waits for somebody else who is at it, and gives up (0) after PATIENCE. One cheap query when nothing is stale.
    """
    account = require_account_id()
    if not StaleCall.objects.exists():
        return 0
    try:
        return _refresh(account, most)
    except OperationalError:
        return 0


def _refresh(account: int, most: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, account])
        cursor.execute(
            "WITH gone AS (DELETE FROM analytics_stalecall WHERE id IN (SELECT id FROM analytics_stalecall"
            " WHERE account_id = %s ORDER BY id LIMIT %s) RETURNING call_id)"
            " SELECT DISTINCT call_id FROM gone",
            [account, most],
        )
        calls = [row[0] for row in cursor.fetchall()]
        cursor.execute(upsert(), [calls])
    return len(calls)


def refresh_everyone() -> int:
    """Works off the notes of all accounts; how many calls were computed."""
    done = 0
    waiting = StaleCall.everywhere.order_by().values_list("account_id", flat=True).distinct()
    for account in list(waiting):
        with use_account(account):
            while count := refresh(BATCH):
                done += count
    return done


def rebuild() -> int:
    """Computes the rows of every call of the account in scope; how many there are."""
    ids = list(Call.objects.order_by("pk").values_list("pk", flat=True))
    for some in _batches(ids):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, require_account_id()])
            cursor.execute(upsert(), [some])
    return CallIndex.objects.count()


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])
