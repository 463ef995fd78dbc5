"""The visits that a call may have come from: everybody who was shown the number before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from attribution.matching.candidate import CLICK_WITHIN, CLOCK, LOOK_BACK, MOST_CANDIDATES, NEVER, Candidate
from attribution.models import Lease, NumberPool, Shortage, Touchpoint, Visit
from calls.models import Call, CallLeg, PhoneNumber

# A visitor may have held the number several times; only the newest counts.
MOST_SHOWN = 2 * MOST_CANDIDATES
# A number of our own that is put through to another of our own rings there within this time.
FORWARDED_WITHIN = timedelta(seconds=30)
LEEWAY = timedelta(seconds=CLOCK)
LONGEST_VISIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dialled:
    """What the caller dialled and when. `through`: the call that was put through to this one, where there is one."""

    number: PhoneNumber
    at: datetime
    caller: str
    region: str
    through: int | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    visit: Visit
    at: datetime
    last_seen: datetime
    pool: NumberPool
    shared: bool

    @property
    def look_back(self) -> timedelta:
        return timedelta(hours=self.pool.lookback_hours)


def find_dialled(call: Call) -> Dialled | None:
    """The number, that of the call before where one of our numbers rings another; None for a number not our own."""
    leg = (
        CallLeg.objects.select_related("call__phone_number")
        .filter(
            to_number=call.tracking_phone_number,
            started_at__gte=call.start_time - FORWARDED_WITHIN,
            started_at__lte=call.start_time + LEEWAY,
            call__phone_number__isnull=False,
            call__direction=Call.Direction.INBOUND,
        )
        .exclude(call=call)
        .order_by("-started_at", "pk")
        .first()
        if call.tracking_phone_number
        else None
    )
    if leg is not None and leg.call.phone_number is not None:
        first = leg.call
        return Dialled(
            leg.call.phone_number,
            first.start_time,
            first.customer_phone_number,
            first.customer_state,
            first.pk,
        )
    if call.phone_number is None:
        return None
    return Dialled(call.phone_number, call.start_time, call.customer_phone_number, call.customer_state)


def was_shown(number: PhoneNumber) -> bool:
    """Whether any visitor ever saw the number."""
    return (
        Lease.objects.filter(phone_number=number).exists()
        or Shortage.objects.filter(phone_number=number).exists()
    )


def find_candidates(dialled: Dialled) -> tuple[list[Candidate], float]:
    """The newest visit of each visitor who was shown the number within the look-back, newest first; the look-back in
    seconds, the longest where the number was in several pools.
    """
    newest: dict[int, _Shown] = {}
    for shown in sorted([*_leased(dialled), *_shared(dialled)], key=lambda one: one.last_seen, reverse=True):
        newest.setdefault(shown.visit.visitor_id, shown)
    kept = list(newest.values())[:MOST_CANDIDATES]
    clicks = _clicks([shown.visit.pk for shown in kept], dialled)
    look_back = max((shown.look_back.total_seconds() for shown in kept), default=LOOK_BACK)
    return [_candidate(shown, clicks.get(shown.visit.pk), dialled) for shown in kept], look_back


def _leased(dialled: Dialled) -> Iterator[_Shown]:
    leases = (
        Lease.objects.select_related("pool", "visit")
        .filter(phone_number=dialled.number, period__startswith__lte=dialled.at + LEEWAY)
        .order_by("-last_seen", "-pk")[:MOST_SHOWN]
    )
    for lease in leases:
        shown = _Shown(lease.visit, lease.period.lower, lease.last_seen, lease.pool, shared=False)
        if dialled.at - shown.last_seen <= shown.look_back:
            yield shown


def _shared(dialled: Dialled) -> Iterator[_Shown]:
    """Visits for which the pool had no number of their own left, and that saw this one together with others."""
    shortages = (
        Shortage.objects.select_related("pool", "visit")
        .filter(phone_number=dialled.number, at__lte=dialled.at + LEEWAY)
        .order_by("-at", "-pk")[:MOST_SHOWN]
    )
    for shortage in shortages:
        last_seen = max(shortage.at, min(shortage.visit.last_seen, shortage.at + LONGEST_VISIT))
        shown = _Shown(shortage.visit, shortage.at, last_seen, shortage.pool, shared=True)
        if dialled.at - last_seen <= shown.look_back:
            yield shown


def _clicks(visit_ids: Iterable[int], dialled: Dialled) -> dict[int, datetime]:
    """The last `tel:` click of each visit right before the call. One that names its number must name the dialled one."""
    rows = Touchpoint.objects.filter(
        visit__in=visit_ids,
        kind=Touchpoint.Kind.TEL_CLICK,
        at__gte=dialled.at - timedelta(seconds=CLICK_WITHIN),
        at__lte=dialled.at + LEEWAY,
    ).order_by("at")
    digits = _digits(dialled.number.number)
    return {
        visit: at
        for visit, at, url in rows.values_list("visit_id", "at", "url")
        if not url.startswith("tel:") or _digits(url) == digits
    }


def _candidate(shown: _Shown, click: datetime | None, dialled: Dialled) -> Candidate:
    region = str(shown.visit.custom.get("region") or "")
    both = bool(region and dialled.region)
    return Candidate(
        shown.visit.pk,
        shown.visit.visitor_id,
        shown=_ago(shown.at, dialled),
        seen=_ago(shown.last_seen, dialled),
        lease=float(shown.pool.lease_seconds),
        clicked=NEVER if click is None else _ago(click, dialled),
        shared=shown.shared,
        same_region=region.casefold() == dialled.region.casefold() if both else None,
    )


def _ago(at: datetime, dialled: Dialled) -> float:
    return max(0.0, (dialled.at - at).total_seconds())


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
