"""What needs a person, most urgent first; nothing is listed that is fine."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from analytics.models import CallIndex
from analytics.summaries.definitions import UNSURE
from attribution.costs.freshness import late_sources
from attribution.models import Conversion, Delivery, DestinationConnection, NumberPool, ReportSchedule
from attribution.planner.alerts import tight_pools
from calls.models import Call, ProviderEvent, StageRun
from compliance.days import midnight

LATE = timedelta(minutes=15)
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look after: how many, what it is, how bad (bad or warn), and where to act."""

    count: int
    text: str | Promise
    tone: str
    link: str


def matters(zone: str) -> list[Matter]:
    """Everything that waits for somebody; nine queries, and two every some minutes. Days are those of `zone`."""
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    found = [
        *_deliveries(),
        _connections(),
        _pools(),
        _tight(),
        _schedules(),
        *_calls(today),
        *_stuck(),
        *_spend(today, zone),
    ]
    return [matter for matter in found if matter.count]


def _deliveries() -> list[Matter]:
    counts = {
        state: Conversion.objects.filter(deliveries__state=state).distinct().count()
        for state in (Delivery.State.FAILED, Delivery.State.EXPIRED)
    }
    failed, expired = counts[Delivery.State.FAILED], counts[Delivery.State.EXPIRED]
    return [
        Matter(
            failed,
            ngettext_lazy("conversion was refused", "conversions were refused", failed),
            "bad",
            "/conversions/?state=failed",
        ),
        Matter(
            expired,
            ngettext_lazy(
                "conversion came too late to be told", "conversions came too late to be told", expired
            ),
            "bad",
            "/conversions/?state=expired",
        ),
    ]


def _connections() -> Matter:
    count = DestinationConnection.objects.filter(active=False).exclude(paused_reason="").count()
    text = ngettext_lazy("destination is paused", "destinations are paused", count)
    return Matter(count, text, "bad", "/settings/destinations/")


def _pools() -> Matter:
    free = Count("numbers", filter=Q(numbers__free_at__lte=timezone.now()))
    pools = NumberPool.objects.annotate(size=Count("numbers"), free=free).filter(size__gt=0, free=0)
    count = pools.count()
    text = ngettext_lazy("number pool is exhausted", "number pools are exhausted", count)
    return Matter(count, text, "bad", "/numbers/pools/")


def _tight() -> Matter:
    tight = tight_pools()
    text = ngettext_lazy(
        "number pool is too small for its busy hour",
        "number pools are too small for their busy hour",
        len(tight),
    )
    alone = f"/numbers/pools/{next(iter(tight))}/plan/" if len(tight) == 1 else "/numbers/pools/"
    return Matter(len(tight), text, "warn", alone)


def _schedules() -> Matter:
    count = ReportSchedule.objects.filter(active=False).exclude(error="").count()
    text = ngettext_lazy("report by e-mail has stopped", "reports by e-mail have stopped", count)
    return Matter(count, text, "bad", "/settings/schedules/")


def _calls(today: date) -> list[Matter]:
    since = today - RECENT
    counts = CallIndex.objects.filter(start_time__gte=midnight(since)).aggregate(
        stopped=Count("pk", filter=Q(processing=Call.Processing.ATTENTION)), unsure=Count("pk", filter=UNSURE)
    )
    stopped, unsure = counts["stopped"], counts["unsure"]
    return [
        Matter(
            stopped,
            ngettext_lazy(
                "call of the last 30 days could not be processed",
                "calls of the last 30 days could not be processed",
                stopped,
            ),
            "bad",
            f"/calls/?processing=attention&start_date={since}",
        ),
        Matter(
            unsure,
            ngettext_lazy(
                "call of the last 30 days waits for a person's verdict",
                "calls of the last 30 days wait for a person's verdict",
                unsure,
            ),
            "warn",
            f"/calls/?unsure=true&start_date={since}",
        ),
    ]


def _stuck() -> list[Matter]:
    late = timezone.now() - LATE
    waiting = StageRun.objects.filter(status=StageRun.Status.WAITING, created_at__lt=late).count()
    failed = ProviderEvent.objects.filter(state=ProviderEvent.State.FAILED).count()
    return [
        Matter(
            waiting,
            ngettext_lazy("stage has waited for long", "stages have waited for long", waiting),
            "warn",
            "/pipeline/",
        ),
        Matter(
            failed,
            ngettext_lazy("carrier message failed", "carrier messages failed", failed),
            "bad",
            "/pipeline/",
        ),
    ]


def _spend(today: date, zone: str) -> list[Matter]:
    """The source whose costs are furthest behind while it still brings visits."""
    days = max(late_sources(today, zone).values(), default=0)
    text = ngettext_lazy(
        "day old: the costs of a source that still brings visits",
        "days old: the costs of a source that still brings visits",
        days,
    )
    return [Matter(days, text, "warn", "/costs/")] if days else []
