"""What the visitors of a pool amount to: how many, when, and for how long each takes a number out of the round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from attribution.planner.arrivals import Hour

HOUR = timedelta(hours=1)
SLOTS = 168  # hours of a week, Monday 0:00 first
BUSY = 0.95
ENOUGH_HOURS = 72
ENOUGH_LEASES = 20


@dataclass(frozen=True, slots=True)
class Load:
    """Visitors of a pool over `hours` hours.

    `occupancy`: hours a visitor holds a number, mean of activity, grace and cool-down. `busy` and `peak`: visitors per
    hour in the hour that 95 % of all hours do not exceed, and in the highest. `week`: mean visitors in each hour of the
    week, local time, None where none was seen. Visitors times occupancy is the offered load in erlang.
    """

    hours: int
    leases: int
    shortages: int
    occupancy: float
    busy: float
    peak: float
    week: tuple[float | None, ...]

    @property
    def visits(self) -> int:
        """All who came."""
        return self.leases + self.shortages

    @property
    def enough(self) -> bool:
        """Whether it says anything: three days and some leases."""
        return self.hours >= ENOUGH_HOURS and self.leases >= ENOUGH_LEASES

    @property
    def busy_load(self) -> float:
        """Offered load of the busy hour, erlang."""
        return self.busy * self.occupancy

    @property
    def known(self) -> list[float]:
        """Visitors per hour of the hours of the week that were seen."""
        return [rate for rate in self.week if rate is not None]

    @property
    def weekly(self) -> float:
        """Visitors of a week."""
        return self.mean * SLOTS

    @property
    def mean(self) -> float:
        """Visitors per hour over the whole week."""
        known = self.known
        return sum(known) / len(known) if known else 0.0

    def changed(self, factor: float, seconds: float) -> "Load":
        """The same with `factor` times the visitors, each holding a number so many seconds longer (or shorter)."""
        week = tuple(None if rate is None else rate * factor for rate in self.week)
        held = max(self.occupancy + seconds / 3600, 0.0)
        return replace(self, occupancy=held, busy=self.busy * factor, peak=self.peak * factor, week=week)


def observe(hours: Sequence[Hour], end: datetime, zone: str) -> Load:
    """The load of the hours up to `end`, from the first with a visitor; hours in which nobody came count as such."""
    if not hours:
        return Load(0, 0, 0, 0.0, 0.0, 0.0, (None,) * SLOTS)
    count = max(int((end - hours[0].start) / HOUR), 1)
    leases, held = sum(one.leases for one in hours), sum(one.held for one in hours)
    came = sorted(one.visits for one in hours)
    ordered = [0] * max(count - len(came), 0) + came
    return Load(
        hours=count,
        leases=leases,
        shortages=sum(one.shortages for one in hours),
        occupancy=held / leases if leases else 0.0,
        busy=float(ordered[ceil(BUSY * len(ordered)) - 1]),
        peak=float(came[-1]),
        week=_week(hours, count, _slot_of(ZoneInfo(zone))),
    )


def assume(visits_per_hour: float, minutes: float, hold: timedelta) -> Load:
    """A load that nobody has seen yet: visitors in the busy hour who stay so many minutes. Nothing is said of the week."""
    held = minutes / 60 + hold / HOUR
    return Load(0, 0, 0, held, visits_per_hour, visits_per_hour, (None,) * SLOTS)


def _slot_of(zone: ZoneInfo) -> Callable[[datetime], int]:
    def slot(at: datetime) -> int:
        local = at.astimezone(zone)
        return local.weekday() * 24 + local.hour

    return slot


def _week(hours: Sequence[Hour], count: int, slot_of: Callable[[datetime], int]) -> tuple[float | None, ...]:
    seen, came = [0] * SLOTS, [0] * SLOTS
    for n in range(count):
        seen[slot_of(hours[0].start + n * HOUR)] += 1
    for one in hours:
        came[slot_of(one.start)] += one.visits
    return tuple(visits / times if times else None for visits, times in zip(came, seen, strict=True))
