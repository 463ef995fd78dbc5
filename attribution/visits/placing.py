"""Putting touchpoints that come late or out of order into the visits they belong to."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from attribution.models import Touchpoint, Visit, Visitor
from attribution.visits.arrival import UTM
from attribution.visits.channels import channel
from attribution.visits.cutting import GAP, Cut, Step, cut
from attribution.visits.device import device
from attribution.visits.joining import join

START = "start"


@dataclass(frozen=True, slots=True)
class Item:
    """One touchpoint to be placed. The address holds the campaign, if there was one."""

    event_id: uuid.UUID
    at: datetime
    kind: str
    url: str = ""
    referrer: str = ""
    user_agent: str = ""
    consent: Mapping[str, bool] = field(default_factory=dict)


def place(visitor: Visitor, items: Sequence[Item]) -> dict[uuid.UUID, int]:
    """Stores items of one visitor, none of which is there yet; the visit of each.

    Visits around them are cut anew: an item may join two or part one. Call it in a transaction that holds the visitor.
    """
    rows = _visits_from(visitor, min(item.at for item in items) - GAP)
    held = {pk: list(_steps(visit)) for pk, visit in rows.items()}
    before = [step for steps in held.values() for step in steps]
    news = [Step(one.at, one.event_id, one.kind, one.url, one.referrer) for one in items]
    resumed = {part.first.event_id for part in cut(before) if part.resumed}
    free = dict(rows)
    where: dict[uuid.UUID, Visit] = {}
    for part in cut([*before, *news]):
        # A part keeps the row of its earliest step that still has one: what points to the row stays true.
        row = next((free.pop(step.visit) for step in part.steps if step.visit in free), None)
        visit = row or _parted(
            visitor, next((rows[step.visit] for step in part.steps if step.visit in rows), None)
        )
        first = part.first.event_id
        same = row is not None and held[row.pk][0].event_id == first
        _write(visit, part, None if same and part.resumed <= (first in resumed) else _about(part, items))
        where |= {step.event_id: visit for step in part.steps}
    _store(items, before, where)
    for pk, row in free.items():
        join(row, where[held[pk][0].event_id])
    _span(visitor, items)
    return {item.event_id: where[item.event_id].pk for item in items}


def _parted(visitor: Visitor, whole: Visit | None) -> Visit:
    """A new visit; one that is parted from another has its consent."""
    visit = Visit(visitor=visitor, account_id=visitor.account_id)
    if whole is not None:
        visit.consent, visit.gpc = dict(whole.consent), whole.gpc
    return visit


def _visits_from(visitor: Visitor, moment: datetime) -> dict[int, Visit]:
    """The visitor's visits of the web that end after the moment."""
    found = visitor.visits.filter(kind=Visit.Kind.WEB, last_seen__gt=moment).order_by("started_at", "pk")
    return {visit.pk: visit for visit in found.prefetch_related("touchpoints").select_for_update()}


def _steps(visit: Visit) -> Iterator[Step]:
    """A row's touchpoints, the first with how the row's visitor came, the last with the row's last sign of life."""
    touchpoints = sorted(visit.touchpoints.all(), key=lambda one: (one.at, str(one.event_id)))
    steps = [Step(one.at, one.event_id, one.kind, one.url, visit=visit.pk) for one in touchpoints]
    if not steps or steps[0].at != visit.started_at:
        start = uuid.UUID(int=visit.pk)
        steps.insert(0, Step(visit.started_at, start, START, visit.landing_page_url, visit=visit.pk))
    steps[0] = replace(steps[0], url=visit.landing_page_url, referrer=visit.referring_url)
    seen = max(visit.last_seen, steps[-1].at)
    steps[-1] = replace(steps[-1], seen=seen)
    for step, until in zip(steps, [*(one.at for one in steps[1:]), seen], strict=True):
        yield replace(step, until=until)


def _about(part: Cut, items: Sequence[Item]) -> Item:
    """The item that begins a part, or what is known of the step that does."""
    first = part.first
    known = Item(first.event_id, first.at, first.kind, first.url, first.referrer)
    return next((item for item in items if item.event_id == first.event_id), known)


def _write(visit: Visit, part: Cut, begins: Item | None) -> None:
    """Writes the row of a part; `begins`: what begins it, where that is another step than before."""
    visit.last_seen = part.last_seen
    visit.last_requested_url = part.last_page or visit.last_requested_url
    if begins is not None:
        _begin(visit, part, begins)
    visit.save()


def _begin(visit: Visit, part: Cut, begins: Item) -> None:
    arrival = part.arrival
    # Inside a visit the referrer is the site's own page, or one that only those knew who came in order.
    counted = replace(arrival, referrer_host="") if part.resumed else arrival
    visit.started_at = begins.at
    visit.channel = channel(counted)
    visit.landing_page_url = begins.url
    visit.referring_url = begins.referrer
    for name in UTM:
        setattr(visit, name, arrival.utm.get(name, ""))
    visit.click_ids = dict(arrival.click_ids)
    visit.ad_group, visit.ad = arrival.ad_group, arrival.ad
    if begins.user_agent:
        visit.user_agent = begins.user_agent[:300]
        visit.device = device(begins.user_agent)
    if begins.consent:
        visit.consent = dict(begins.consent)


def _store(items: Sequence[Item], before: Iterable[Step], where: Mapping[uuid.UUID, Visit]) -> None:
    """Writes the new touchpoints and moves those that stand in another visit now."""
    Touchpoint.objects.bulk_create(
        Touchpoint(
            account_id=where[item.event_id].account_id,
            visit=where[item.event_id],
            event_id=item.event_id,
            kind=item.kind,
            at=item.at,
            url=item.url,
        )
        for item in items
    )
    for step in before:
        if step.kind != START and step.visit != where[step.event_id].pk:
            Touchpoint.objects.filter(event_id=step.event_id).update(visit=where[step.event_id])


def _span(visitor: Visitor, items: Sequence[Item]) -> None:
    """Widens what is known of when the visitor was there."""
    visitor.first_seen = min(visitor.first_seen, *(item.at for item in items))
    visitor.last_seen = max(visitor.last_seen, *(item.at for item in items))
    visitor.save(update_fields=["first_seen", "last_seen"])
