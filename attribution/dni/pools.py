"""The pools of an account, as page views need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import monotonic

from attribution.models import NumberPool
from compliance.tenancy import require_account_id

KNOWN_FOR_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Pool:
    """`lease`: how long a page may show a number without a sign of life; `hold`: that and the rest after it."""

    pk: int
    lease: timedelta
    hold: timedelta


def pools_by_target() -> Mapping[str, Pool]:
    """The pools of the account in scope by target number, at most some seconds old."""
    return _read(require_account_id(), int(monotonic() / KNOWN_FOR_SECONDS))


@lru_cache(maxsize=1024)
def _read(account_id: int, period: int) -> Mapping[str, Pool]:
    return {
        pool.target_number: Pool(pool.pk, timedelta(seconds=pool.lease_seconds), pool.hold)
        for pool in NumberPool.objects.filter(account_id=account_id)
    }
