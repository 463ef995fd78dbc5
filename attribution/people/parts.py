"""Which identifiers are one person's. Pure: ids and links, no rows.

A person is a connected part of the strong links among identifiers that still link. What must not depend on the order in
which links became known: the strongest link joins first, then the earliest, then the one of the lowest names; a link that
would bring two CRM ids together joins nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

STRONG = 0.9
WITHIN = timedelta(days=30)
MOST_PEOPLE = 3
MOST_VISITORS = 10
VISITOR, CRM = "visitor", "crm"

Name = tuple[str, str]  # kind and value of an identifier


@dataclass(frozen=True, slots=True)
class Edge:
    """A strong link that holds: two identifiers, when it was seen, how sure it is, and why."""

    first: Name
    second: Name
    at: datetime
    strength: float
    reason: str = ""

    def other(self, name: Name) -> Name:
        """The end that is not `name`."""
        return self.second if name == self.first else self.first

    @property
    def rank(self) -> tuple[float, datetime, Sequence[Name], str]:
        """Who joins first."""
        return -self.strength, self.at, sorted((self.first, self.second)), self.reason


def parts(names: Collection[Name], edges: Iterable[Edge]) -> list[frozenset[Name]]:
    """The people among `names`, each a set of names, in the order of their lowest; edges to others are ignored."""
    heads = {name: name for name in names}
    members = {name: {name} for name in names}
    has_crm = {name: name[0] == CRM for name in names}
    for edge in sorted(edges, key=lambda edge: edge.rank):
        if edge.first not in heads or edge.second not in heads:
            continue
        one, two = sorted((heads[edge.first], heads[edge.second]), key=lambda head: len(members[head]))
        if one == two or (has_crm[one] and has_crm[two]):
            continue
        for name in members[one]:
            heads[name] = two
        members[two] |= members.pop(one)
        has_crm[two] = has_crm[one] or has_crm[two]
    return sorted(map(frozenset, members.values()), key=min)


def is_shared(name: Name, own: Iterable[Edge], of_visitors: Mapping[Name, Collection[Edge]]) -> bool:
    """Whether more than 3 people or 10 browsers were tied to `name` within some 30 days.

    People are counted by what names them, through one browser at most: more than 3 phone numbers, or e-mail addresses, or
    CRM ids are more than 3 people. More links can only make it so, never undo it. `own`: links of `name`; `of_visitors`:
    those of the browsers at their other ends.
    """
    seen: dict[str, dict[Name, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for edge in own:
        near = edge.other(name)
        seen[near[0]][near].append(edge.at)
        for further in of_visitors.get(near, ()) if near[0] == VISITOR else ():
            far = further.other(near)
            if far not in (name, near) and far[0] != VISITOR:
                seen[far[0]][far].append(max(edge.at, further.at))
    return any(
        _crowded(times, MOST_VISITORS if kind == VISITOR else MOST_PEOPLE) for kind, times in seen.items()
    )


def _crowded(times: Mapping[Name, Collection[datetime]], most: int) -> bool:
    """Whether more than `most` names have a time within one span of 30 days."""
    if len(times) <= most:
        return False
    moments = sorted((at, name) for name, ats in times.items() for at in ats)
    inside: dict[Name, int] = defaultdict(int)
    oldest = 0
    for at, name in moments:
        inside[name] += 1
        while moments[oldest][0] < at - WITHIN:
            gone = moments[oldest][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            oldest += 1
        if len(inside) > most:
            return True
    return False
