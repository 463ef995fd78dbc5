"""Where one visit ends and the next begins. Pure: the same steps give the same visits, in whatever order they came."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from attribution.visits.arrival import UTM, Arrival, read

GAP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One touchpoint. Of one that stands in a visit's row: `visit`, the row's id; `seen`, of its newest one
    the row's last sign of life; `until`, how far the row's visit is known to go on from here.

    A row that has no touchpoint where it starts has a step of kind "start" there.
    """

    at: datetime
    event_id: uuid.UUID
    kind: str
    url: str = ""
    referrer: str = ""
    visit: int | None = None
    seen: datetime | None = None
    until: datetime | None = None

    @property
    def arrival(self) -> Arrival:
        """What the address and the referrer say."""
        return read(self.url, self.referrer)

    @property
    def rank(self) -> tuple[datetime, str]:
        """Its place among the visitor's steps."""
        return self.at, str(self.event_id)


@dataclass(slots=True)
class Cut:
    """One visit's steps in order. `resumed`: it began by a change of campaign, less than 30 minutes after the last step."""

    steps: list[Step]
    resumed: bool
    arrival: Arrival = field(init=False)

    def __post_init__(self) -> None:
        self.arrival = self.steps[0].arrival

    @property
    def first(self) -> Step:
        """What began the visit."""
        return self.steps[0]

    @property
    def last_seen(self) -> datetime:
        """The visit's last sign of life."""
        return max(step.seen or step.at for step in self.steps)

    @property
    def reach(self) -> datetime:
        """Until when it is known to go on."""
        return max(step.until or step.at for step in self.steps)

    @property
    def last_page(self) -> str:
        """Address of the newest page view; empty without one."""
        return next((step.url for step in reversed(self.steps) if step.kind == "page"), "")


def cut(steps: Iterable[Step]) -> list[Cut]:
    """A visitor's visits: a new one after a gap of 30 minutes and more, or when another campaign arrives."""
    cuts: list[Cut] = []
    for step in sorted(steps, key=lambda step: step.rank):
        current = cuts[-1] if cuts else None
        if current is None or step.at - current.reach >= GAP:
            cuts.append(Cut([step], resumed=False))
        elif _is_other(step.arrival, current.arrival):
            cuts.append(Cut([step], resumed=True))
        else:
            current.steps.append(step)
    return cuts


def _is_other(arrival: Arrival, than: Arrival) -> bool:
    """Whether an arrival carries a campaign or a click id that the visit did not begin with."""
    if not arrival.is_campaign:
        return False
    utm = any(arrival.utm.get(name) != than.utm.get(name) for name in UTM)
    return utm or not arrival.click_ids.items() <= than.click_ids.items()
