"""Joining and separating what people are known by (rules: attribution reference 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from attribution.models import Identifier, IdentityLink, Person
from attribution.people.known import Known
from attribution.people.settlement import lock_people, settle
from compliance.tenancy import require_account_id


@dataclass(frozen=True, slots=True)
class Bond:
    """That two identifiers are one person's. `source`: call, form, import or person; `reference`: what said so, e.g.
    call:12; `strength`: probability that it is true.
    """

    first: Known
    second: Known
    source: str
    reference: str
    strength: float
    at: datetime


def link(
    first: Known, second: Known, *, source: str, reference: str, strength: float, at: datetime
) -> IdentityLink | None:
    """Keeps the bond and joins people where it is strong (0.9 and more); None where a side identifies nobody.

    The same again keeps the greater strength and the earlier time. One removed for good stays so. Raises ValueError for
    a strength that is no probability.
    """
    links = link_all([Bond(first, second, source, reference, strength, at)])
    return links[0] if links else None


def link_all(bonds: Iterable[Bond]) -> list[IdentityLink]:
    """`link` for many at once; in the order of the usable ones."""
    usable = [bond for bond in bonds if bond.first and bond.second and bond.first != bond.second]
    if any(not 0 <= bond.strength <= 1 for bond in usable):
        raise ValueError("a strength is a probability")
    if not usable:
        return []
    with transaction.atomic():
        lock_people()
        rows = _identifiers({known for bond in usable for known in (bond.first, bond.second)})
        links, news = _keep(usable, rows)
        if news:
            settle({end for one in news for end in (one.first_id, one.second_id)})
    return links


def unlink(link: IdentityLink, *, for_good: bool = False) -> None:
    """Takes a link back, and with it the merge it made. Twice is once.

    What said so may say it again, which makes a new link; `for_good`: then it changes nothing.
    """
    now = timezone.now()
    # The reason of a link is unique: one that may come again leaves its place.
    reference = link.reference if for_good else f"{link.reference[:50]} until {now:%Y%m%dT%H%M%S%f}"
    with transaction.atomic():
        lock_people()
        rows = IdentityLink.objects.filter(pk=link.pk, removed_at=None)
        if rows.update(removed_at=now, reference=reference):
            settle({link.first_id, link.second_id}, gone=True)


def person_of(known: Known) -> Person | None:
    """Who is known by it; None for what was never linked to anything."""
    return Person.objects.filter(identifiers__kind=known.kind, identifiers__value=known.value).first()


def _identifiers(wanted: set[Known]) -> dict[Known, Identifier]:
    """The rows, made with a person each where they are missing."""
    by_name = {(known.kind, known.value): known for known in wanted}
    found: dict[Known, Identifier] = {}
    for row in Identifier.objects.filter(value__in={value for _, value in by_name}):
        if (row.kind, row.value) in by_name:
            found[by_name[row.kind, row.value]] = row
    account_id = require_account_id()
    missing = [known for name, known in sorted(by_name.items()) if known not in found]
    people = Person.objects.bulk_create([Person(account_id=account_id) for _ in missing])
    rows = [
        Identifier(
            account_id=account_id,
            kind=known.kind,
            value=known.value,
            visitor_id=known.visitor_id,
            person=person,
        )
        for known, person in zip(missing, people, strict=True)
    ]
    return found | dict(zip(missing, Identifier.objects.bulk_create(rows), strict=True))


def _keep(
    bonds: Sequence[Bond], rows: Mapping[Known, Identifier]
) -> tuple[list[IdentityLink], list[IdentityLink]]:
    """The rows of bonds, and those of them that say something new."""
    ids = {row.pk for row in rows.values()}
    held = {_reason(link): link for link in IdentityLink.objects.filter(first__in=ids, second__in=ids)}
    links, news = [], {}
    for bond in bonds:
        first, second = sorted((rows[bond.first], rows[bond.second]), key=lambda row: row.pk)
        told = IdentityLink(
            account_id=first.account_id,
            first=first,
            second=second,
            source=bond.source,
            reference=bond.reference,
            strength=bond.strength,
            seen_at=bond.at,
        )
        link = held.setdefault(_reason(told), told)
        strength, at = max(link.strength, bond.strength), min(link.seen_at, bond.at)
        if link.pk is None or (strength, at) != (link.strength, link.seen_at):
            link.strength, link.seen_at = strength, at
            news[_reason(link)] = link
        links.append(link)
    IdentityLink.objects.bulk_update([link for link in news.values() if link.pk], ["strength", "seen_at"])
    IdentityLink.objects.bulk_create([link for link in news.values() if not link.pk])
    return links, [link for link in news.values() if link.removed_at is None]


def _reason(link: IdentityLink) -> tuple[int, int, str, str]:
    return link.first_id, link.second_id, link.source, link.reference


def people_of(visitor_ids: Sequence[int]) -> dict[int, int]:
    """The person's id of each visitor that has one."""
    rows = Identifier.objects.filter(visitor__in=visitor_ids).values_list("visitor_id", "person_id")
    return {visitor: person for visitor, person in rows if visitor is not None}
