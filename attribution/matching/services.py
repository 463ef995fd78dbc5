"""Tying calls to visits, and doing so again when more is known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from attribution.matching.callers import CALL, find_caller, is_own, reference_of
from attribution.matching.candidate import CLICK_WITHIN
from attribution.matching.candidates import LEEWAY, Dialled, find_candidates, find_dialled, was_shown
from attribution.matching.evidence import Weighed, reach_of, weigh
from attribution.matching.sources import SOURCE_NUMBER, find_source, forget_visit, weigh_source
from attribution.models import IdentityLink, Match, Visit
from attribution.people.known import by_phone, by_visitor
from attribution.people.services import link, unlink
from calls.models import Call
from compliance.dispatch import enqueue

VERSION = "odds-2"
# What counts as known: the caller's number is the visitor's.
SURE = 0.9


def reason_not_to_match(call: Call) -> str:
    """Why no visit can be told, in words for people; empty when one may be."""
    if call.direction != Call.Direction.INBOUND:
        return "the business made the call"
    dialled = find_dialled(call)
    if dialled is None:
        return "the number called is not one of ours"
    if find_source(dialled) is None and not was_shown(dialled.number):
        return "the number was never shown to a visitor"
    return ""


def match_call(call: Call) -> bool:
    """Replaces the call's matches where they differ from what is known now; whether they did.

    Then a likely visit's browser and the caller's number become one person's. That is a transaction of its own: it waits
    for other people's, which may wait for these matches.
    """
    with transaction.atomic():
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        dialled = None if reason_not_to_match(call) else find_dialled(call)
        weighed = [] if dialled is None else _weigh(call, dialled)
        changed = _keep(call, weighed)
        if not any(row.evidence["kind"] == SOURCE_NUMBER for row in weighed):
            forget_visit(call)
    _know(call, dialled, weighed)
    return changed


def rematch_recent(visit_id: int) -> int:
    """Matches the calls anew that this visit may have made, after more came to be known of it; how many changed.

    For touchpoints that arrive when the call is matched already: a click on the number most of all.
    """
    visit = Visit.objects.filter(pk=visit_id).first()
    if visit is None:
        return 0
    until = visit.last_seen + timedelta(seconds=CLICK_WITHIN)
    calls = Call.objects.filter(
        Q(phone_number__leases__visit=visit) | Q(matches__visit=visit),
        start_time__gte=visit.started_at - LEEWAY,
        start_time__lte=until,
    )
    return _rematch(list(calls.distinct().values_list("pk", flat=True)))


def rematch(start: datetime, end: datetime) -> tuple[int, int]:
    """Matches the processed calls from `start` up to `end` anew, in order; how many there are and how many changed."""
    calls = Call.objects.filter(
        direction=Call.Direction.INBOUND,
        processing=Call.Processing.DONE,
        start_time__gte=start,
        start_time__lt=end,
    )
    ids = list(calls.order_by("start_time", "pk").values_list("pk", flat=True))
    return len(ids), _rematch(ids)


def _rematch(ids: Sequence[int]) -> int:
    """Later calls of a caller rest on earlier ones, so `ids` should be in the order of time."""
    changed = 0
    for call in Call.objects.select_related("phone_number").filter(pk__in=ids).order_by("start_time", "pk"):
        if match_call(call):
            changed += 1
            enqueue("attribution.resettle", call.pk, call.pk, queue="io")
    return changed


def _weigh(call: Call, dialled: Dialled) -> list[Weighed]:
    caller = find_caller(call, dialled)
    source = find_source(dialled)
    if source is not None:
        found = weigh_source(call, source, caller)
    else:
        candidates, look_back = find_candidates(dialled)
        found = weigh(candidates, caller, reach=reach_of(candidates, look_back))
    if dialled.through is None:
        return found
    forwarded = {"forwarded_from": dialled.through}
    return [Weighed(row.visit_id, row.probability, {**row.evidence, **forwarded}) for row in found]


def _keep(call: Call, weighed: Sequence[Weighed]) -> bool:
    rows = [
        Match(
            account_id=call.account_id,
            call=call,
            visit_id=row.visit_id,
            probability=row.probability,
            evidence=dict(row.evidence),
            version=VERSION,
        )
        for row in weighed
    ]
    there = Match.objects.filter(call=call)
    if list(map(_told, there)) == sorted(map(_told, rows), key=lambda told: -told[1]):
        return False
    there.delete()
    Match.objects.bulk_create(rows)
    return True


def _told(match: Match) -> tuple[int, float, dict[str, object], str]:
    return match.visit_id, match.probability, match.evidence, match.version


def _know(call: Call, dialled: Dialled | None, weighed: Sequence[Weighed]) -> None:
    """Links the caller's number with the visitor it is sure of, and takes back what the call said before."""
    visitor = None
    sure = bool(weighed) and weighed[0].probability >= SURE
    if dialled is not None and sure and dialled.caller and not is_own(dialled.caller):
        visitor = Visit.objects.values_list("visitor_id", flat=True).get(pk=weighed[0].visit_id)
    before = IdentityLink.objects.filter(source=CALL, reference=reference_of(call), removed_at=None)
    for one in before.select_related("first", "second"):
        if visitor != (one.first.visitor_id or one.second.visitor_id):
            unlink(one)
    if visitor is not None and dialled is not None:
        link(
            by_visitor(visitor),
            by_phone(dialled.caller),
            source=CALL,
            reference=reference_of(call),
            strength=weighed[0].probability,
            at=dialled.at,
        )
