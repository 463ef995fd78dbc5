"""Which visits led to each call, by candidate, and what each is worth under a credit rule."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from attribution.credit.rule import CreditRule
from attribution.models import Conversion, Match, Visit
from calls.models import Call

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """One call of the range: its conversions inside the range and their value."""

    call_id: int
    at: datetime
    counted: bool
    conversions: int
    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """What one candidate visit of a call gives to one dimension value: `weight` of the call if the candidate is right."""

    call: int
    candidate: int
    probability: float
    key: str
    weight: float


def told_calls(start: datetime, end: datetime) -> list[Told]:
    """Inbound calls that began in the range (counted), and earlier ones whose conversion fell into it."""
    worth: dict[int, list[float]] = defaultdict(list)
    conversions = Conversion.objects.filter(
        occurred_at__gte=start, occurred_at__lt=end, active=True, rule__counts_in_roas=True
    )
    for call_id, value in conversions.values_list("call_id", "value"):
        worth[call_id].append(float(value))
    inside = Q(start_time__gte=start, start_time__lt=end)
    calls = Call.objects.filter(inside | Q(pk__in=list(worth)), direction=Call.Direction.INBOUND).order_by(
        "pk"
    )
    return [
        Told(pk, at, start <= at < end, len(worth[pk]), sum(worth[pk]))
        for pk, at in calls.values_list("pk", "start_time")
    ]


def shares(calls: Sequence[Told], rule: CreditRule, key_of: Callable[[Visit], str]) -> Iterator[Share]:
    """Every share of every candidate; `call` and `candidate` are indexes. Three queries, however many calls."""
    index = {told.call_id: n for n, told in enumerate(calls)}
    matches = list(
        Match.objects.filter(call_id__in=index)
        .order_by("call_id", "-probability", "id")
        .values_list("call_id", "visit__visitor_id", "probability")
    )
    journeys = _journeys({visitor for _, visitor, _ in matches})
    seen: dict[int, int] = defaultdict(int)
    for call_id, visitor, probability in matches:
        n = index[call_id]
        touches = [v for v in journeys[visitor] if calls[n].at - WINDOW < v.started_at <= calls[n].at]
        if not touches:
            continue
        for visit, weight in zip(touches, rule.weights(len(touches)), strict=True):
            yield Share(n, seen[call_id], probability, key_of(visit), weight)
        seen[call_id] += 1


def _journeys(visitors: set[int]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(visitor_id__in=visitors).order_by("started_at", "id"):
        found[visit.visitor_id].append(visit)
    return found
