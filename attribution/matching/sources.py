"""Calls to a number that stands for one source: nobody was shown it alone, but whoever calls it came from there."""

import uuid

from django.db.models import Q

from attribution.matching.candidate import Caller
from attribution.matching.candidates import Dialled
from attribution.matching.evidence import Weighed
from attribution.matching.facts import Fact
from attribution.models import SourceNumber, Visit, Visitor
from attribution.visits.arrival import Arrival
from attribution.visits.channels import channel
from calls.models import Call

# A source's number gets a few calls a day, and a wrong number every week or two.
SOURCE_IS_RIGHT = 0.98
SOURCE_NUMBER = "source_number"
KEYS = uuid.UUID("5b1f7a52-3c0e-4d0e-9a55-0d1f6c1f8a11")
UTM = ("utm_source", "utm_medium", "utm_campaign")
Place = SourceNumber.Place
# Where the number says nothing of its source.
CHANNELS = {Place.CALL_ASSET: "Paid Search", Place.OFFLINE: "Offline number", Place.LISTING: "Referral"}


def find_source(dialled: Dialled) -> SourceNumber | None:
    """What the number stood for when it was dialled."""
    return (
        SourceNumber.objects.filter(phone_number=dialled.number, starts_at__lte=dialled.at)
        .filter(Q(ends_at=None) | Q(ends_at__gt=dialled.at))
        .first()
    )


def weigh_source(call: Call, source: SourceNumber, caller: Caller) -> list[Weighed]:
    """The call's own visit of the source; for a caller who dialled the number before, the visit of that first call."""
    facts: dict[str, Fact] = {"source_number": source.pk, "source": source.name, "place": source.place}
    first = caller.first
    if first is not None:
        visit, share = max(first.shares.items(), key=lambda item: item[1])
        if Visit.objects.filter(pk=visit, kind=Visit.Kind.NUMBER).exists():
            again: dict[str, Fact] = {
                "kind": "returning_caller",
                "first_call": first.call_id,
                "seconds_since_first_call": round(first.ago, 1),
            }
            return [Weighed(visit, share, {**facts, **again})]
    visit = _keep_visit(call, source).pk
    return [Weighed(visit, SOURCE_IS_RIGHT, {"kind": SOURCE_NUMBER, **facts})]


def forget_visit(call: Call) -> None:
    """Removes the visit that the call had of its own, where there is one."""
    Visitor.objects.filter(key=_key(call)).delete()


def _keep_visit(call: Call, source: SourceNumber) -> Visit:
    """The same visit whenever it is asked for; it follows the number's settings."""
    at = call.start_time
    visitor, _ = Visitor.objects.update_or_create(
        key=_key(call), defaults={"first_seen": at, "last_seen": at}
    )
    values = {
        "started_at": at,
        "last_seen": at,
        "channel": _channel(source),
        **{name: getattr(source, name) for name in UTM},
    }
    visit, _ = Visit.objects.update_or_create(visitor=visitor, kind=Visit.Kind.NUMBER, defaults=values)
    return visit


def _channel(source: SourceNumber) -> str:
    if source.channel:
        return source.channel
    utm = {name: getattr(source, name) for name in UTM if getattr(source, name)}
    if not utm:
        return CHANNELS.get(Place(source.place), "Unassigned")
    found = channel(Arrival(utm=utm))
    return CHANNELS.get(Place(source.place), found) if found == "Unassigned" else found


def _key(call: Call) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"{call.account_id}:{call.pk}")
