"""Joining and separating what people are known by (rules: attribution reference 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from attribution.models import Identifier, IdentityLink, Person
from attribution.people.known import Known
from attribution.people.settlement import lock_people, settle


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

    The same again keeps the greater strength and the earlier time. One that was removed stays so. Raises ValueError for
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
        kept = [_keep(bond, rows[bond.first], rows[bond.second]) for bond in usable]
        changed = {end for one, new in kept if new for end in (one.first_id, one.second_id)}
        if changed:
            settle(changed)
    return [one for one, _ in kept]


def unlink(link: IdentityLink) -> None:
    """Takes a link back, and with it the merge it made. Twice is once."""
    with transaction.atomic():
        lock_people()
        if IdentityLink.objects.filter(pk=link.pk, removed_at=None).update(removed_at=timezone.now()):
            settle({link.first_id, link.second_id}, gone=True)


def person_of(known: Known) -> Person | None:
    """Who is known by it; None for what was never linked to anything."""
    return Person.objects.filter(identifiers__kind=known.kind, identifiers__value=known.value).first()


def _identifiers(wanted: set[Known]) -> dict[Known, Identifier]:
    """The rows, made with a person each where they are missing."""
    found: dict[Known, Identifier] = {}
    for known in sorted(wanted, key=lambda one: (one.kind, one.value)):
        row = Identifier.objects.filter(kind=known.kind, value=known.value).first()
        found[known] = row or Identifier.objects.create(
            kind=known.kind, value=known.value, visitor_id=known.visitor_id, person=Person.objects.create()
        )
    return found


def _keep(bond: Bond, one: Identifier, two: Identifier) -> tuple[IdentityLink, bool]:
    """The row of a bond, and whether it says anything new."""
    first, second = sorted((one, two), key=lambda row: row.pk)
    row, made = IdentityLink.objects.get_or_create(
        first=first,
        second=second,
        source=bond.source,
        reference=bond.reference,
        defaults={"strength": bond.strength, "seen_at": bond.at},
    )
    if made:
        return row, True
    strength, at = max(row.strength, bond.strength), min(row.seen_at, bond.at)
    if (strength, at) == (row.strength, row.seen_at):
        return row, False
    row.strength, row.seen_at = strength, at
    row.save(update_fields=["strength", "seen_at"])
    return row, row.removed_at is None


def people_of(visitor_ids: Sequence[int]) -> dict[int, int]:
    """The person's id of each visitor that has one."""
    rows = Identifier.objects.filter(visitor__in=visitor_ids).values_list("visitor_id", "person_id")
    return {visitor: person for visitor, person in rows if visitor is not None}
