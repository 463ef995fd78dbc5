"""The plan of a pool: what each size would mean for visitors, matches and the bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf, isinf

from django.utils import timezone

from attribution.models import NumberPool
from attribution.planner.arrivals import Hour, read_hours
from attribution.planner.erlang import blocked, blocking, shown_again, smallest
from attribution.planner.load import SLOTS, Load, assume, observe
from attribution.planner.question import WhatIf
from attribution.planner.trend import WEEK, WEEKS, Trend, fit, weeks_of, weeks_until
from calls.models import PhoneNumber

RECENT = timedelta(days=28)
TARGETS = (0.01, 0.001)
WEEKS_PER_MONTH = 365.25 / 12 / 7
MARGIN, SIZES = 3, 18


@dataclass(frozen=True, slots=True)
class Size:
    """What so many numbers would mean. Shares are 0 to 1; None: nothing is known of the week.

    `refused_busy`: visitors of the busy hour who find none; `refused`: those of a whole week, `shortages` so many.
    `reuse_hours`: after how long a number is shown to somebody else, in the mean; `collisions`: the share of calls whose
    number meant somebody else too within the pool's look-back. `cost`: of a month. `cost_per_visitor`: what each visitor
    costs who gets a number that the next smaller size listed would not have given.
    """

    numbers: int
    refused_busy: float
    refused: float | None
    shortages: float | None
    reuse_hours: float | None
    collisions: float | None
    cost: float
    cost_per_visitor: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`seen` is what was observed, `load` what is planned for; `assumed`: from what a person said, for want of leases.

    `end`: until when hours were looked at. `one` and `tenth`: the fewest numbers for 1 % and 0.1 % in the busy hour.
    `short_share`: visitors of the last seven days who found none. `weeks_left`: until the growth fills the pool, the
    other at the fastest growth that its interval allows.
    """

    pool: NumberPool
    end: datetime
    numbers: int
    asked: WhatIf
    seen: Load
    load: Load
    assumed: bool
    one: int
    tenth: int
    sizes: Sequence[Size]
    short_share: float
    trend: Trend | None
    weeks_left: int | None
    weeks_left_earliest: int | None

    @property
    def now(self) -> Size:
        """What the pool has."""
        return next(size for size in self.sizes if size.numbers == self.numbers)

    @property
    def held_seconds(self) -> float:
        """How long a visitor takes a number out of the round."""
        return self.load.occupancy * 3600


def plan_pool(pool: NumberPool, asked: WhatIf, zone: str) -> Plan:
    """The plan for a pool of the account in scope; two queries. Raises TooMany.

    The busy hour is taken as if it lasted: numbers held from the hour before are what its own visitors hold after it.
    """
    end = timezone.now().replace(minute=0, second=0, microsecond=0)
    hours = read_hours([pool.pk], end - WEEKS * WEEK, end)[pool.pk]
    numbers = PhoneNumber.objects.filter(pool_number__pool=pool, state=PhoneNumber.State.ACTIVE).count()
    recent = [one for one in hours if one.start >= end - RECENT]
    seen = observe(recent, end, zone)
    # A pool that was empty had no leases, and its shortages do not say how long a visitor stays.
    assumed = not seen.enough
    hold = timedelta(seconds=asked.lease_seconds + asked.cooldown_seconds)
    if assumed:
        load = assume(asked.visits_per_hour, asked.minutes, hold).changed(asked.factor, 0)
    else:
        load = seen.changed(asked.factor, (hold - pool.hold).total_seconds())
    one, tenth = (smallest(load.busy_load, target) for target in TARGETS)
    trend = None if assumed else fit(weeks_of(hours, end))
    return Plan(
        pool, end, numbers, asked, seen, load, assumed, one, tenth,
        sizes=_sizes(load, numbers, (one, tenth), asked.price, pool.lookback_hours),
        short_share=short_share(hours, end),
        trend=trend,
        weeks_left=_left(load, numbers, trend.growth if trend else None),
        weeks_left_earliest=_left(load, numbers, trend.high if trend else None),
    )  # fmt: skip


def short_share(hours: Sequence[Hour], end: datetime) -> float:
    """The share of the visitors of the last seven days who found no number."""
    recent = [one for one in hours if one.start >= end - WEEK]
    visits = sum(one.visits for one in recent)
    return sum(one.shortages for one in recent) / visits if visits else 0.0


def is_tight(load: Load, numbers: int, short: float) -> bool:
    """Whether visitors are refused, or will be in the busy hour, more often than the first of TARGETS allows."""
    return short > TARGETS[0] or (load.enough and blocked(load.busy_load, numbers) > TARGETS[0])


def _left(load: Load, numbers: int, growth: float | None) -> int | None:
    """Weeks until the busy hour is too much; None: not within half a year, or no growth is known."""
    weeks = inf if growth is None else weeks_until(load.busy_load, growth, numbers, TARGETS[0])
    return None if isinf(weeks) else int(weeks)


def _sizes(
    load: Load, numbers: int, wanted: tuple[int, int], price: float, lookback_hours: int
) -> list[Size]:
    listed = _listed(numbers, wanted)
    week = load.known
    # The busy hour first, then the hours of the week.
    shares = blocking([load.busy_load, *(rate * load.occupancy for rate in week)], listed)
    found: list[Size] = []
    for n, (busy, *slots) in zip(listed, shares.tolist(), strict=True):
        refused = sum(rate * share for rate, share in zip(week, slots, strict=True))
        shortages = refused * SLOTS / len(week) if week else None
        before = found[-1] if found else None
        found.append(
            Size(
                numbers=n,
                refused_busy=busy,
                refused=None if shortages is None else shortages / load.weekly if load.weekly else 0.0,
                shortages=shortages,
                reuse_hours=n / load.mean if load.mean else None,
                collisions=shown_again(n, load.mean * lookback_hours) if week else None,
                cost=n * price,
                cost_per_visitor=_per_visitor(before, n, shortages, price),
            )
        )
    return found


def _per_visitor(before: Size | None, numbers: int, shortages: float | None, price: float) -> float | None:
    if before is None or shortages is None or before.shortages is None:
        return None
    gained = (before.shortages - shortages) * WEEKS_PER_MONTH
    return (numbers - before.numbers) * price / gained if gained > 1e-6 else None


def _listed(numbers: int, wanted: tuple[int, int]) -> list[int]:
    """Sizes around what there is and what is wanted, evenly thinned out, those three always among them."""
    marks = {numbers, *wanted}
    low, high = max(min(marks) - MARGIN, 0), max(marks) + MARGIN
    step = max(1, ceil((high - low) / SIZES))
    return sorted({*range(low, high + 1, step), *marks})
