"""Bringing people in line with their links: who is one person, and what no longer links."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection
from django.db.models import F, Q, QuerySet

from attribution.models import Identifier, IdentityLink, Match, Person
from attribution.people.parts import STRONG, VISITOR, Edge, Name, is_shared, parts
from attribution.visits.staleness import mark_visitors
from compliance.tenancy import require_account_id

_MOVE = """
UPDATE attribution_identifier one SET person_id = moved.person
FROM unnest(%s::bigint[], %s::bigint[]) AS moved (id, person) WHERE one.id = moved.id
"""
LOCK_FAMILY = 0x5250  # advisory locks of people: (family, account)


def lock_people() -> None:
    """Nobody else changes people of the account in scope until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, require_account_id()])


def settle(changed: Collection[int], *, gone: bool = False) -> None:
    """Writes the people anew of whom a link of an identifier in `changed` (ids) came or gained strength, or is `gone`.

    Call it under `lock_people`. Journeys of calls follow where the browsers of a person are others than before.
    """
    judged = _judge(changed, gone)
    members = _region({*changed, *judged})
    before = _browsers(members)
    rows = {(one.kind, one.value): one for one in members}
    linking = [name for name, one in rows.items() if one.linking]
    alone = [frozenset([name]) for name, one in rows.items() if not one.linking]
    edges = [_edge(link) for link in _between([rows[name].pk for name in linking])]
    _assign(sorted([*parts(linking, edges), *alone], key=min), rows)
    after = _browsers(members)
    moved = [visitor for visitor, known in after.items() if before[visitor] != known]
    write_journeys(moved)


def write_journeys(visitors: Collection[int]) -> None:
    """Writes the journeys anew of calls that may have come from these visitors, and marks the days they are counted on."""
    if not visitors:
        return
    # A trigger writes a match's journey when the match is written; the value stays.
    Match.objects.filter(visit__visitor__in=visitors).update(probability=F("probability"))
    mark_visitors(visitors)


def _active() -> QuerySet[IdentityLink]:
    return IdentityLink.objects.filter(removed_at=None, strength__gte=STRONG)


def _touching(ids: Collection[int]) -> QuerySet[IdentityLink]:
    return _active().filter(Q(first__in=ids) | Q(second__in=ids))


def _between(ids: Collection[int]) -> QuerySet[IdentityLink]:
    return _active().filter(first__in=ids, second__in=ids).select_related("first", "second")


def _edge(link: IdentityLink) -> Edge:
    first, second = link.first, link.second
    reason = f"{link.source}:{link.reference}"
    return Edge((first.kind, first.value), (second.kind, second.value), link.seen_at, link.strength, reason)


def _judge(changed: Collection[int], gone: bool) -> list[int]:
    """Decides anew which of the changed identifiers link, and of those that see them through a browser; who changed."""
    browsers = Identifier.objects.filter(pk__in=changed, kind=Identifier.Kind.VISITOR)
    asked = {*changed, *_ends(_touching(list(browsers.values_list("pk", flat=True))))}
    if not gone:  # what links no more does not begin to by another link, and it may have thousands
        linking = Identifier.objects.filter(pk__in=asked, linking=True)
        asked = set(linking.values_list("pk", flat=True))
    own = _edges_of(_touching(asked))
    near = {edge.other(name) for name, edges in own.items() for edge in edges}
    values = [value for kind, value in near if kind == VISITOR]
    seen = Identifier.objects.filter(kind=VISITOR, value__in=values).values_list("pk", flat=True)
    of_visitors = _edges_of(_touching(list(seen)))
    flipped: dict[bool, list[int]] = {True: [], False: []}
    for one in Identifier.objects.filter(pk__in=asked):
        name = (one.kind, one.value)
        links = not is_shared(name, own.get(name, ()), of_visitors)
        if links != one.linking:
            flipped[links].append(one.pk)
    for links, ids in flipped.items():
        Identifier.objects.filter(pk__in=ids).update(linking=links)
    return flipped[True] + flipped[False]


def _edges_of(links: QuerySet[IdentityLink]) -> dict[Name, list[Edge]]:
    found: dict[Name, list[Edge]] = {}
    for edge in map(_edge, links.select_related("first", "second")):
        found.setdefault(edge.first, []).append(edge)
        found.setdefault(edge.second, []).append(edge)
    return found


def _ends(links: QuerySet[IdentityLink]) -> set[int]:
    return {end for ends in links.values_list("first", "second") for end in ends}


def _region(start: Collection[int]) -> list[Identifier]:
    """Everybody who may change people with `start`: who is one person with them now, and who is linked to those."""
    people = Identifier.objects.filter(pk__in=start).values("person")
    found: set[int] = set()
    frontier = set(Identifier.objects.filter(person__in=people).values_list("pk", flat=True))
    while frontier:
        found |= frontier
        links = _touching(frontier).filter(first__linking=True, second__linking=True)
        frontier = _ends(links) - found
    return list(Identifier.objects.filter(pk__in=found).order_by("pk"))


def _browsers(members: Iterable[Identifier]) -> dict[int, frozenset[int]]:
    """Of each browser the browsers of its person, itself among them."""
    together: dict[int, set[int]] = {}
    for one in members:
        if one.visitor_id is not None:
            together.setdefault(one.person_id, set()).add(one.visitor_id)
    return {visitor: frozenset(known) for known in together.values() for visitor in known}


def _assign(groups: Iterable[frozenset[Name]], rows: Mapping[Name, Identifier]) -> None:
    """One person per group: the eldest that no group before has taken, else a new one. People left empty go."""
    held = {one.person_id for one in rows.values()}
    taken: set[int] = set()
    moved: dict[int, int] = {}
    for group in groups:
        free = {rows[name].person_id for name in group} - taken
        person = min(free) if free else Person.objects.create().pk
        taken.add(person)
        for name in group:
            if rows[name].person_id != person:
                rows[name].person_id = person
                moved[rows[name].pk] = person
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [list(moved), list(moved.values())])
    Person.objects.filter(pk__in=held - taken).delete()
