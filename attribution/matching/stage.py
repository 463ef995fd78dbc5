"""The stage that ties a call to the visits it may have come from."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q

from attribution.matching.evidence import Candidate, weigh
from attribution.models import Lease, Match, Touchpoint
from calls.models import Call
from calls.pipeline.stage import Stage

MOST_CANDIDATES = 20
MOST_LEASES = 100
# Carriers stamp calls in whole seconds: a call in the second the number was shown may look earlier than it.
CLOCK = timedelta(seconds=2)


class MatchVisits(Stage):
    """Keeps every candidate with its probability; running it again replaces them."""

    key = "match"
    version = "odds-1"

    def reason_to_skip(self, call: Call) -> str:
        """Only a number that was shown on a page can tell a visit."""
        if call.phone_number is None:
            return "the number called is not one of ours"
        if not Lease.objects.filter(phone_number=call.phone_number).exists():
            return "the number was never shown to a visitor"
        return ""

    def run(self, call: Call) -> None:
        """Replaces the call's matches."""
        rows = [
            Match(
                account_id=call.account_id,
                call=call,
                visit_id=row.visit_id,
                probability=row.probability,
                evidence=dict(row.evidence),
                version=self.version,
            )
            for row in weigh(candidates(call), call.start_time)
        ]
        with transaction.atomic():
            Match.objects.filter(call=call).delete()
            Match.objects.bulk_create(rows)


def candidates(call: Call) -> list[Candidate]:
    """Visits that were shown the called number before the call and within the pool's look-back, newest first."""
    clicks = Max(
        "visit__touchpoints__at",
        filter=Q(
            visit__touchpoints__kind=Touchpoint.Kind.TEL_CLICK,
            visit__touchpoints__at__lte=call.start_time + CLOCK,
        ),
    )
    # One visit may have been shown the number, left it to rest and been shown it again: its newest lease counts.
    leases = (
        Lease.objects.select_related("pool")
        .filter(phone_number=call.phone_number, period__startswith__lte=call.start_time + CLOCK)
        .annotate(tel_click=clicks)
        .order_by("-last_seen")[:MOST_LEASES]
    )
    found: dict[int, Candidate] = {}
    for lease in leases:
        if call.start_time - lease.last_seen <= timedelta(hours=lease.pool.lookback_hours):
            candidate = Candidate(
                lease.visit_id,
                lease.period.lower,
                min(lease.last_seen, call.start_time),
                timedelta(seconds=lease.pool.lease_seconds),
                lease.tel_click,
            )
            found.setdefault(lease.visit_id, candidate)
    return list(found.values())[:MOST_CANDIDATES]
