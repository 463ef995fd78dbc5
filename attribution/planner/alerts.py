"""Which pools are about to have too few numbers, before visitors are refused."""

from collections.abc import Mapping

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from attribution.models import NumberPool
from attribution.planner.arrivals import read_hours
from attribution.planner.load import observe
from attribution.planner.plan import RECENT, is_tight, short_share
from calls.models import PhoneNumber
from compliance.tenancy import require_account_id

KEPT_SECONDS = 300


def tight_pools() -> Mapping[int, float]:
    """Pools (id) that refuse more than 1 % of their visitors in the busy hour, or did in the last seven days; with the
    share that the busy hour offers to each number. At most some minutes old: it is asked on every overview.
    """
    key = f"tight-pools:{require_account_id()}"
    found: dict[int, float] | None = cache.get(key)
    if found is None:
        found = find_tight_pools()
        cache.set(key, found, KEPT_SECONDS)
    return found


def find_tight_pools() -> dict[int, float]:
    """The same, now; two queries."""
    active = Q(numbers__phone_number__state=PhoneNumber.State.ACTIVE)
    pools = NumberPool.objects.annotate(usable=Count("numbers", filter=active)).filter(usable__gt=0)
    sizes = dict(pools.values_list("pk", "usable"))
    if not sizes:
        return {}
    end = timezone.now().replace(minute=0, second=0, microsecond=0)
    found = {}
    for pool, hours in read_hours(sizes, end - RECENT, end).items():
        load = observe(hours, end, "UTC")
        if is_tight(load, sizes[pool], short_share(hours, end)):
            found[pool] = load.busy_load / sizes[pool]
    return found
