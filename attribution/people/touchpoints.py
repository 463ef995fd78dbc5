"""Touchpoints that other systems report: whose they are, and which visit they belong to."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from attribution.models import Identifier, Person, Touchpoint, Visitor
from attribution.people.known import Known, by_visitor
from attribution.people.services import Bond, link_all, people_of
from attribution.people.settlement import write_journeys
from attribution.visits.bots import is_bot
from attribution.visits.placing import Item, place
from compliance.consent.gate import record_consent
from compliance.dispatch import enqueue
from compliance.tenancy import require_account_id

MOST_TOUCHES = 500
STRENGTH = 0.95
# Who names a person best stands first: a touchpoint without a browser is filed under the best of its names.
ORDER = (Identifier.Kind.CRM, Identifier.Kind.EMAIL, Identifier.Kind.PHONE)
NAMESPACE = uuid.UUID("5b1a3c0e-6f0e-4f7b-9a53-7a0a6f4f2b11")
STORED, DUPLICATE, BOT = "stored", "duplicate", "bot"


@dataclass(frozen=True, slots=True)
class Report:
    """One touchpoint and whose it is: a browser's key, and what else the person is known by."""

    item: Item
    visitor: uuid.UUID | None
    names: tuple[Known, ...] = ()

    @property
    def key(self) -> uuid.UUID:
        """The visitor's key; without a browser one that the best name always gives."""
        return self.visitor or key_of(self.names)


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a report: stored, duplicate or bot. `visit`: where it stands, None for a bot."""

    status: str
    visit: int | None = None


def key_of(names: Iterable[Known]) -> uuid.UUID:
    """The key of the visitor who stands for somebody without a browser. Raises ValueError where nobody is named."""
    best = min(filter(None, names), key=lambda one: ORDER.index(Identifier.Kind(one.kind)), default=None)
    if best is None:
        raise ValueError("nobody is named")
    return uuid.uuid5(NAMESPACE, f"{require_account_id()}:{best.kind}:{best.value}")


def take_in(reports: Sequence[Report]) -> list[Placed]:
    """Stores what is new, links people, and brings the journeys of their calls up to date; an answer per report.

    An event id that is known already, or stands twice among the reports, changes nothing.
    """
    wanted = [one for one in reports if not is_bot(one.item.user_agent)]
    with transaction.atomic():
        visitors = hold_visitors({one.key: one.item.at for one in wanted})
        known = _known([one.item.event_id for one in wanted])
        fresh: dict[uuid.UUID, Report] = {}
        for one in wanted:
            if one.item.event_id not in known:
                fresh.setdefault(one.item.event_id, one)
        placed = _place(fresh.values(), visitors)
        _note_consent(fresh.values(), visitors)
        join_names(fresh.values(), visitors)
        refresh(sorted({visitors[one.key].pk for one in fresh.values()}))
        # A click on a number is what a call that was matched without it should be weighed with.
        clicks = [pk for pk, one in fresh.items() if one.item.kind == Touchpoint.Kind.TEL_CLICK]
        for visit in sorted({placed[pk] for pk in clicks}):
            enqueue("attribution.rematch_recent", visit, queue="io")
    return _answers(reports, fresh, {**known, **placed})


def hold_visitors(seen: Mapping[uuid.UUID, datetime]) -> dict[uuid.UUID, Visitor]:
    """The visitors with these keys, made where they are missing, held to the end of the transaction."""
    rows = [
        Visitor(account_id=require_account_id(), key=key, first_seen=at, last_seen=at)
        for key, at in seen.items()
    ]
    Visitor.objects.bulk_create(rows, ignore_conflicts=True)
    held = Visitor.objects.filter(key__in=seen).order_by("pk").select_for_update()
    return {visitor.key: visitor for visitor in held}


def join_names(reports: Iterable[Report], visitors: Mapping[uuid.UUID, Visitor]) -> None:
    """Links everybody's browser with his other names: a form says who somebody is, an import what a system knows."""
    bonds: dict[tuple[object, ...], Bond] = {}
    for one in reports:
        source = "form" if one.item.kind == Touchpoint.Kind.FORM else "import"
        browser = by_visitor(visitors[one.key].pk)
        for name in filter(None, one.names):
            bond = Bond(browser, name, source, "touchpoint", STRENGTH, one.item.at)
            place_of = (browser, name, source)
            if place_of not in bonds or bond.at < bonds[place_of].at:
                bonds[place_of] = bond
    link_all(bonds.values())


def refresh(visitors: Sequence[int]) -> None:
    """Writes the journeys of calls anew that visits known late belong to, and marks people with more than 500 touches."""
    people = set(people_of(visitors).values())
    ids = Identifier.objects.filter(person__in=people, visitor__isnull=False).values_list(
        "visitor", flat=True
    )
    write_journeys(sorted({*visitors, *ids}))
    touches = Count("identifiers__visitor__visits")
    rows = Person.objects.filter(pk__in=people).annotate(touches=touches)
    for capped, many in ((True, Q(touches__gt=MOST_TOUCHES)), (False, Q(touches__lte=MOST_TOUCHES))):
        found = list(rows.filter(many, capped=not capped).values_list("pk", flat=True))
        Person.objects.filter(pk__in=found).update(capped=capped)


def _place(reports: Iterable[Report], visitors: Mapping[uuid.UUID, Visitor]) -> dict[uuid.UUID, int]:
    items: dict[uuid.UUID, list[Item]] = defaultdict(list)
    for one in reports:
        items[one.key].append(one.item)
    placed: dict[uuid.UUID, int] = {}
    for key, some in items.items():
        placed |= place(visitors[key], some)
    return placed


def _known(event_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    return dict(Touchpoint.objects.filter(event_id__in=event_ids).values_list("event_id", "visit_id"))


def _note_consent(reports: Iterable[Report], visitors: Mapping[uuid.UUID, Visitor]) -> None:
    """The newest word of each visitor about advertising goes into the ledger of consent."""
    said = sorted((one for one in reports if "ad_user_data" in one.item.consent), key=lambda one: one.item.at)
    for key, one in {one.key: one for one in said}.items():
        granted = {"advertise": one.item.consent["ad_user_data"]}
        record_consent(visitors[key].subject, granted, source="banner", at=one.item.at)


def _answers(
    reports: Sequence[Report], fresh: Mapping[uuid.UUID, Report], where: Mapping[uuid.UUID, int]
) -> list[Placed]:
    answers = []
    for one in reports:
        event = one.item.event_id
        if is_bot(one.item.user_agent):
            answers.append(Placed(BOT))
        else:
            answers.append(Placed(STORED if fresh.get(event) is one else DUPLICATE, where[event]))
    return answers
