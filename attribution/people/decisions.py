"""What a person decides about identities; every decision is in the audit trail."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import Identifier, IdentityLink, Person
from attribution.people.known import Known
from attribution.people.services import link, person_of, unlink
from attribution.people.settlement import lock_people
from compliance.audit.chain import record

PERSON = "person"


class NotJoined(ValueError):
    """Two identifiers stay apart; the message says why, for people."""


def join(person: Person, known: Known, *, user_id: int) -> Person:
    """Joins the person with whoever is known by `known`; who that makes. Raises NotJoined.

    What a person says has strength 1, and each time is a reason of its own: it may be said again after it was undone.
    """
    anchor = person.identifiers.filter(linking=True).order_by("pk").first()
    if anchor is None:
        raise NotJoined(_("Everything this person is known by is shared by too many others."))
    own = Known(anchor.kind, anchor.value, anchor.visitor_id)
    if known == own or person_of(known) == person:
        raise NotJoined(_("This person is known by it already."))
    now = timezone.now()
    with transaction.atomic():
        lock_people()
        if _has_crm(person) and (known.kind == Identifier.Kind.CRM or _has_crm(person_of(known))):
            raise NotJoined(_("Two CRM ids are never one person."))
        made = link(
            own,
            known,
            source=PERSON,
            reference=f"user:{user_id} {now:%Y-%m-%dT%H:%M:%S.%f}",
            strength=1.0,
            at=now,
        )
        joined = person_of(own)
        if made is None or joined is None or joined != person_of(known):
            # Raised inside the transaction, so that the link goes too.
            raise NotJoined(_("Too many people share it: it joins nobody."))
        record("identity.joined", made, kind=known.kind, person=joined.pk)
    return joined


def undo(made: IdentityLink) -> None:
    """Takes a link back for good, and the merge it made. Twice is once."""
    with transaction.atomic():
        if made.removed_at is None:
            unlink(made, for_good=True)
            record("identity.separated", made, source=made.source)


def _has_crm(person: Person | None) -> bool:
    return person is not None and person.identifiers.filter(kind=Identifier.Kind.CRM).exists()
