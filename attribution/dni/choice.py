"""Which number a visitor sees in place of which."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from attribution.dni.leases import acquire_leases, extend_leases
from attribution.dni.pools import Pool, pools_by_target
from attribution.dni.sources import source_for, sources_by_target
from attribution.models import Shortage
from attribution.visits.services import Context, Seen
from calls.models import PhoneNumber
from compliance.tenancy import require_account_id


@dataclass(frozen=True, slots=True)
class Shown:
    """A number for a page; without another sign of life the page may show it `lasts` long, None for ever."""

    number: str
    lasts: timedelta | None = None


def choose_numbers(
    targets: Collection[str], context: Context, at: datetime, *, visit: Seen | None, test: str = ""
) -> dict[str, Shown]:
    """The number to show for each target (E.164); targets that are left out stay as they are.

    The first of these that there is, for each target:

    1. `test`, if it is an active number of the account: somebody tries the site out;
    2. the number of a source that fits with most conditions;
    3. a number of the pool, leased to the visit, if the pool admits its channel;
    4. the pool's overflow number, if all are taken and the pool has one;
    5. none: the page keeps its own. A pool that had none left is counted (Shortage), whether 4 or 5 follows.

    Without a visit (no consent to analytics) nothing is leased: 1, 2 or 5.
    """
    pools = pools_by_target()
    known = [target for target in targets if target in pools or target in sources_by_target()]
    if test and known and _is_own(test):
        return {target: Shown(test) for target in known}
    sources = {target: source_for(target, context, at) for target in known}
    chosen = {target: Shown(source.number) for target, source in sources.items() if source is not None}
    if visit is None:
        return chosen
    open_ones = [target for target in known if target not in chosen and target in pools]
    pooled = {target: pools[target] for target in open_ones if pools[target].admits(context.channel)}
    return {**chosen, **_leased(pooled, visit, at)}


def _leased(pools: dict[str, Pool], visit: Seen, at: datetime) -> dict[str, Shown]:
    if not pools:
        # A page without the number is a sign of life too.
        if not visit.fresh:
            extend_leases(visit, at)
        return {}
    held = acquire_leases(visit, pools, at)
    found = {target: Shown(number.number, number.until - at) for target, number in held.items()}
    for target, pool in pools.items():
        if target not in found:
            _count_shortage(pool, visit, at)
            if pool.shared:
                found[target] = Shown(pool.shared[1], pool.lease)
    return found


def _count_shortage(pool: Pool, visit: Seen, at: datetime) -> None:
    """Once for a visit, however many pages it looks at."""
    row = Shortage(
        account_id=require_account_id(),
        pool_id=pool.pk,
        visit_id=visit.pk,
        phone_number_id=pool.shared[0] if pool.shared else None,
        at=at,
    )
    Shortage.objects.bulk_create([row], ignore_conflicts=True)


def _is_own(number: str) -> bool:
    return PhoneNumber.objects.filter(number=number, state=PhoneNumber.State.ACTIVE).exists()
