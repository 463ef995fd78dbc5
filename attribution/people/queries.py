"""Reading people: what they are known by, why, and what they did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from attribution.models import Conversion, Identifier, IdentityLink, Match, Person, Touchpoint, Visit
from attribution.people.known import by_crm, by_email, by_phone
from attribution.people.services import person_of
from calls.models import Call, Outcome
from compliance.api.paging import Order, Sorted
from compliance.texts import read_id

ORDERS: Mapping[str, Order] = {"newest": Order("pk", int)}
SIZE = 50
MOST_STEPS = 12
CALL = "call:"
KINDS = {"phone": by_phone, "email": by_email, "crm": by_crm}


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list."""

    person: Person
    kinds: Mapping[str, int]
    visits: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a person did: exactly one of visit, call, conversion.

    `probability`: that the call is this person's, by its visits; None where only its number says so.
    """

    at: datetime
    visit: Visit | None = None
    call: Call | None = None
    conversion: Conversion | None = None
    probability: float | None = None
    outcome: Outcome | None = None
    steps: Sequence[Touchpoint] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries, newest first; `older`: the moment before which there are more."""

    entries: Sequence[Entry]
    older: datetime | None


def people() -> Sorted:
    """All people, newest first."""
    return Sorted(Person.objects.all(), ORDERS, "-newest")


def rows_of(found: Iterable[Person]) -> list[Row]:
    """What the list shows of some people, in two queries."""
    shown = list(found)
    kinds: dict[int, dict[str, int]] = {}
    for one in Identifier.objects.filter(person__in=shown).order_by("kind"):
        counts = kinds.setdefault(one.person_id, {})
        counts[one.get_kind_display()] = counts.get(one.get_kind_display(), 0) + 1
    visits = Count("identifiers__visitor__visits")
    last = Max("identifiers__visitor__last_seen")
    facts = {
        pk: (count, seen)
        for pk, count, seen in Person.objects.filter(pk__in=[one.pk for one in shown])
        .annotate(touches=visits, seen=last)
        .values_list("pk", "touches", "seen")
    }
    return [Row(one, kinds.get(one.pk, {}), *facts[one.pk]) for one in shown]


def look_up(text: str) -> Person | None:
    """Who is known by a phone number, an e-mail address or a CRM id given in full."""
    for read in KINDS.values():
        known = read(text)
        found = person_of(known) if known else None
        if found is not None:
            return found
    return None


def identifiers(person: Person) -> list[tuple[Identifier, datetime | None]]:
    """What a person is known by, each with the first time it was linked or seen."""
    seen: dict[int, datetime] = {}
    for link in links(person):
        for end in (link.first_id, link.second_id):
            seen[end] = min(link.seen_at, seen.get(end, link.seen_at))
    found = person.identifiers.select_related("visitor").order_by("kind", "pk")
    return [(one, one.visitor.first_seen if one.visitor else seen.get(one.pk)) for one in found]


def links(person: Person) -> QuerySet[IdentityLink]:
    """The links at a person's identifiers, those taken back too, newest first."""
    ids = person.identifiers.values("pk")
    found = IdentityLink.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    return found.select_related("first__visitor", "second__visitor").order_by("-seen_at", "-pk")


def timeline(person: Person, before: datetime | None = None, size: int = SIZE) -> Timeline:
    """What a person did, newest first, some entries at a time."""
    chances = _calls(person)
    visits = Visit.objects.filter(visitor__identifier__person=person).order_by("-started_at", "-pk")
    calls = Call.objects.filter(pk__in=chances).order_by("-start_time", "-pk")
    won = Conversion.objects.filter(call__in=chances).select_related("rule").order_by("-occurred_at", "-pk")
    if before is not None:
        visits, calls = visits.filter(started_at__lt=before), calls.filter(start_time__lt=before)
        won = won.filter(occurred_at__lt=before)
    steps = Prefetch("touchpoints", Touchpoint.objects.order_by("at", "pk"))
    entries = [_visit(visit) for visit in visits.prefetch_related(steps)[: size + 1]]
    some = list(calls[: size + 1])
    said = _outcomes(some)
    entries += [
        Entry(call.start_time, call=call, probability=chances[call.pk], outcome=said.get(call.pk))
        for call in some
    ]
    entries += [Entry(one.occurred_at, conversion=one) for one in won[: size + 1]]
    # What a call led to stands above the call, the call above the visit it came from.
    entries.sort(key=lambda one: (one.at, one.conversion is not None, one.call is not None), reverse=True)
    shown = entries[:size]
    return Timeline(shown, shown[-1].at if len(entries) > size else None)


def _visit(visit: Visit) -> Entry:
    steps = list(visit.touchpoints.all())
    return Entry(
        visit.started_at, visit=visit, steps=steps[:MOST_STEPS], more=max(len(steps) - MOST_STEPS, 0)
    )


def _calls(person: Person) -> dict[int, float | None]:
    """Calls that may have come from the person's visits, and those that linked one of the numbers."""
    chances: dict[int, float | None] = {}
    references = (
        links(person).filter(removed_at=None, reference__startswith=CALL).values_list("reference", flat=True)
    )
    for reference in references:
        pk = read_id(reference.removeprefix(CALL))
        if pk is not None:
            chances[pk] = None
    matches = Match.objects.filter(visit__visitor__identifier__person=person).order_by("pk")
    for call, probability in matches.values_list("call", "probability"):
        chances[call] = min((chances.get(call) or 0.0) + probability, 1.0)
    return chances


def _outcomes(calls: Sequence[Call]) -> dict[int, Outcome]:
    """The outcome that counts of each call: a person's before the machine's, newer before older."""
    human: dict[int, Outcome] = {}
    machine: dict[int, Outcome] = {}
    for row in Outcome.objects.filter(call__in=calls, dimension="outcome").order_by("-created_at", "-pk"):
        (human if row.source == Outcome.Source.HUMAN else machine).setdefault(row.call_id, row)
    counts = machine | {pk: row for pk, row in human.items() if row.label}
    return {pk: row for pk, row in counts.items() if row.label and not row.abstained}
