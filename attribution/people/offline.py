"""Contacts off the web, imported: a visit and a touchpoint each, filed under the person they were with."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from attribution.models import Touchpoint, Visit, Visitor
from attribution.people.known import Known
from attribution.people.touchpoints import NAMESPACE, Report, hold_visitors, join_names, refresh
from attribution.visits.arrival import UTM, Arrival
from attribution.visits.channels import channel
from attribution.visits.placing import Item
from compliance.audit.chain import record
from compliance.tenancy import require_account_id

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. `key`: its id in the system it comes from; `channel`: empty for the one that source and medium give."""

    row: int
    key: str
    at: datetime
    source: str
    medium: str
    campaign: str
    term: str
    content: str
    name: str
    channel: str
    names: tuple[Known, ...]

    @property
    def event_id(self) -> uuid.UUID:
        """The same for the same contact of the account, whenever it is imported."""
        return uuid.uuid5(NAMESPACE, f"{require_account_id()}:offline:{self.key}")

    @property
    def utm(self) -> dict[str, str]:
        """Source to content under their names of visits."""
        values = (self.source, self.medium, self.campaign, self.term, self.content)
        return dict(zip(UTM, values, strict=True))


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts a file has, and how many of them were not known yet."""

    rows: int
    new: int


def import_contacts(contacts: Sequence[Contact]) -> Imported:
    """Stores what is not there yet, links people and brings the journeys of their calls up to date: all or nothing."""
    with transaction.atomic():
        fresh = _fresh(contacts)
        for start in range(0, len(fresh), BATCH):
            _store(fresh[start : start + BATCH])
        if fresh:
            record("touchpoints.imported", rows=len(contacts), new=len(fresh))
    return Imported(len(contacts), len(fresh))


def check_contacts(contacts: Sequence[Contact]) -> Imported:
    """What `import_contacts` would do; nothing is stored."""
    return Imported(len(contacts), len(_fresh(contacts)))


def _fresh(contacts: Sequence[Contact]) -> list[Contact]:
    ids = [contact.event_id for contact in contacts]
    known: set[uuid.UUID] = set()
    for start in range(0, len(ids), BATCH):
        rows = Touchpoint.objects.filter(event_id__in=ids[start : start + BATCH])
        known |= set(rows.values_list("event_id", flat=True))
    return [contact for contact in contacts if contact.event_id not in known]


def _store(contacts: Sequence[Contact]) -> None:
    reports = [
        Report(Item(one.event_id, one.at, Touchpoint.Kind.OFFLINE), None, one.names) for one in contacts
    ]
    visitors = hold_visitors({report.key: report.item.at for report in reports})
    visits = Visit.objects.bulk_create(
        _visit(contact, visitors[report.key]) for contact, report in zip(contacts, reports, strict=True)
    )
    Touchpoint.objects.bulk_create(
        Touchpoint(
            account_id=visit.account_id,
            visit=visit,
            event_id=contact.event_id,
            kind=Touchpoint.Kind.OFFLINE,
            at=contact.at,
        )
        for contact, visit in zip(contacts, visits, strict=True)
    )
    join_names(reports, visitors)
    refresh(sorted({visitor.pk for visitor in visitors.values()}))


def _visit(contact: Contact, visitor: Visitor) -> Visit:
    utm = contact.utm
    return Visit(
        account_id=visitor.account_id,
        kind=Visit.Kind.OFFLINE,
        visitor=visitor,
        started_at=contact.at,
        last_seen=contact.at,
        channel=contact.channel or channel(Arrival({name: value for name, value in utm.items() if value})),
        custom={"name": contact.name} if contact.name else {},
        **utm,
    )
