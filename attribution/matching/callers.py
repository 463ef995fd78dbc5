"""What is known of a caller by the number they call from."""

from datetime import timedelta

from django.db.models import Prefetch, Q

from attribution.matching.candidate import Caller
from attribution.matching.candidates import Dialled
from attribution.matching.returning import RETURNS_WITHIN, EarlierCall, recognise
from attribution.models import Identifier, IdentityLink, Match
from attribution.people.known import by_phone
from attribution.people.services import person_of
from calls.models import Call, Destination, PhoneNumber

MOST_EARLIER = 100
CALL = "call"


def reference_of(call: Call) -> str:
    """How a link between identifiers names the call that made it."""
    return f"call:{call.pk}"


def is_own(number: str) -> bool:
    """Whether a number is the business's: a call from it was forwarded, and whoever called is not known by it."""
    return (
        PhoneNumber.objects.filter(number=number).exists()
        or Destination.objects.filter(phone_number=number).exists()
    )


def find_caller(call: Call, dialled: Dialled) -> Caller:
    """The visitors that the caller's number belongs to and their first call; nothing for a withheld number."""
    if not dialled.caller or is_own(dialled.caller):
        return Caller()
    return recognise(_earlier(call, dialled), dialled.number.pk, _visitors(dialled))


def _earlier(call: Call, dialled: Dialled) -> list[EarlierCall]:
    """The newest calls from the number before this one, without those of which this one is a part."""
    matches = Prefetch("matches", Match.objects.select_related("visit").order_by("-probability", "pk"))
    calls = (
        Call.objects.filter(
            customer_phone_number=dialled.caller,
            direction=Call.Direction.INBOUND,
            start_time__gte=dialled.at - timedelta(seconds=RETURNS_WITHIN),
            start_time__lt=dialled.at,
        )
        .exclude(pk__in=[call.pk, dialled.through or call.pk])
        .prefetch_related(matches)
        .order_by("-start_time", "-pk")[:MOST_EARLIER]
    )
    return [_as_earlier(one, dialled) for one in calls]


def _as_earlier(one: Call, dialled: Dialled) -> EarlierCall:
    matches = list(one.matches.all())
    return EarlierCall(
        one.pk,
        (dialled.at - one.start_time).total_seconds(),
        one.phone_number_id or 0,
        {match.visit_id: match.probability for match in matches},
        matches[0].visit.visitor_id if matches else None,
    )


def _visitors(dialled: Dialled) -> frozenset[int]:
    """Browsers of the person with this number; not those that only this or a later call tied to it."""
    phone = by_phone(dialled.caller)
    person = person_of(phone) if phone else None
    if person is None:
        return frozenset()
    known = set(
        Identifier.objects.filter(person=person, visitor__isnull=False).values_list("visitor_id", flat=True)
    )
    number = Identifier.objects.get(kind=phone.kind, value=phone.value)
    links = IdentityLink.objects.filter(Q(first=number) | Q(second=number), removed_at=None).select_related(
        "first", "second"
    )
    by_later_calls: set[int | None] = set()
    otherwise: set[int | None] = set()
    for link in links:
        visitor = link.first.visitor_id or link.second.visitor_id
        later = link.source == CALL and link.seen_at >= dialled.at
        (by_later_calls if later else otherwise).add(visitor)
    return frozenset(visitor for visitor in known - (by_later_calls - otherwise) if visitor is not None)
