"""What the running product has done so far, read from its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from attribution.models import Delivery
from calls.models import Call, StageRun
from compliance.tenancy import use_account

FINAL = {
    Delivery.State.ACCEPTED,
    Delivery.State.FAILED,
    Delivery.State.EXPIRED,
    Delivery.State.BLOCKED_CONSENT,
    Delivery.State.NOT_APPLICABLE,
    Delivery.State.CANCELLED,
}
ENDS = (Call.Processing.DONE, Call.Processing.ATTENTION)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over the watched calls."""

    calls: int
    ended: int
    stages_done: int
    deliveries: int
    deliveries_final: int

    @property
    def complete(self) -> bool:
        """Whether every call reached its end and every delivery too."""
        return self.ended == self.calls and self.deliveries_final == self.deliveries


def progress(account_id: int, sids: Sequence[str]) -> Progress:
    """How far the calls with these provider ids are."""
    with use_account(account_id):
        calls = Call.objects.filter(external_id__in=sids)
        ended = calls.filter(processing__in=ENDS).count()
        stages = StageRun.objects.filter(
            call__in=calls, status__in=[StageRun.Status.DONE, StageRun.Status.SKIPPED]
        ).count()
        counts = Delivery.objects.aggregate(all=Count("id"), final=Count("id", filter=Q(state__in=FINAL)))
    return Progress(len(sids), ended, stages, counts["all"], counts["final"])


def delivery_states(account_id: int) -> dict[str, Counter[str]]:
    """Connection name -> delivery state -> how many."""
    with use_account(account_id):
        rows = Delivery.objects.values_list("connection__name", "state").annotate(count=Count("id"))
        found: dict[str, Counter[str]] = {}
        for name, state, count in rows:
            found.setdefault(name, Counter())[state] = count
    return found


def stage_seconds(account_id: int) -> dict[str, tuple[int, float, float]]:
    """Stage -> (runs, total seconds, longest), finished ones only."""
    found: dict[str, list[float]] = {}
    with use_account(account_id):
        rows = StageRun.objects.filter(status=StageRun.Status.DONE).order_by("position")
        for key, started, finished in rows.values_list("key", "started_at", "finished_at"):
            if started and finished:
                found.setdefault(key, []).append((finished - started).total_seconds())
    return {key: (len(times), sum(times), max(times)) for key, times in found.items()}
