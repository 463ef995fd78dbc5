"""The pools of an account, as page views need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import monotonic

from attribution.models import NumberPool
from calls.models import PhoneNumber
from compliance.tenancy import require_account_id

KNOWN_FOR_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Pool:
    """`lease`: how long a page may show a number without a sign of life; `hold`: that and the rest after it.

    `channels`: whose visitors get a number of their own, empty for all; `shared`: id and number that the others see when
    all are taken, None to leave the page alone.
    """

    pk: int
    lease: timedelta
    hold: timedelta
    channels: frozenset[str] = frozenset()
    shared: tuple[int, str] | None = None

    def admits(self, channel: str) -> bool:
        """Whether visitors of the channel get a number of their own."""
        return not self.channels or channel in self.channels


def pools_by_target() -> Mapping[str, Pool]:
    """The pools of the account in scope by target number, at most some seconds old."""
    return _read(require_account_id(), int(monotonic() / KNOWN_FOR_SECONDS))


@lru_cache(maxsize=1024)
def _read(account_id: int, period: int) -> Mapping[str, Pool]:
    rows = NumberPool.objects.select_related("overflow_number").filter(account_id=account_id)
    return {row.target_number: _pool(row) for row in rows}


def _pool(row: NumberPool) -> Pool:
    shared, number = row.overflow == NumberPool.Overflow.SHARED, row.overflow_number
    return Pool(
        row.pk,
        timedelta(seconds=row.lease_seconds),
        row.hold,
        frozenset(row.channels),
        (number.pk, number.number)
        if shared and number and number.state == PhoneNumber.State.ACTIVE
        else None,
    )
