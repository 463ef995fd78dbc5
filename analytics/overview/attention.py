"""What needs a person, most urgent first; nothing is listed that is fine."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from analytics.models import CallIndex
from analytics.summaries.definitions import UNSURE
from attribution.models import AdSpend, Delivery, DestinationConnection, NumberPool
from calls.models import Call, ProviderEvent, StageRun

LATE = timedelta(minutes=15)
RECENT = timedelta(days=30)
SPEND_LATE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look after: how many, what it is, how bad (bad or warn), and where to act."""

    count: int
    text: str | Promise
    tone: str
    link: str


def matters() -> list[Matter]:
    """Everything that waits for somebody; six queries."""
    found = [find() for find in (_deliveries, _connections, _pools, _calls, _stuck, _spend)]
    return [matter for some in found for matter in some if matter.count]


def _deliveries() -> list[Matter]:
    states = (Delivery.State.FAILED, Delivery.State.EXPIRED)
    count = Delivery.objects.filter(state__in=states, updated_at__gte=timezone.now() - RECENT).count()
    text = ngettext_lazy("conversion was not delivered", "conversions were not delivered", count)
    return [Matter(count, text, "bad", "/conversions/?state=failed")]


def _connections() -> list[Matter]:
    count = DestinationConnection.objects.filter(active=False).exclude(paused_reason="").count()
    text = ngettext_lazy("destination is paused", "destinations are paused", count)
    return [Matter(count, text, "bad", "/settings/destinations/")]


def _pools() -> list[Matter]:
    free = Count("numbers", filter=Q(numbers__free_at__lte=timezone.now()))
    pools = NumberPool.objects.annotate(size=Count("numbers"), free=free).filter(size__gt=0, free=0)
    count = pools.count()
    text = ngettext_lazy("number pool is exhausted", "number pools are exhausted", count)
    return [Matter(count, text, "bad", "/numbers/pools/")]


def _calls() -> list[Matter]:
    recent = Q(start_time__gte=timezone.now() - RECENT)
    counts = CallIndex.objects.filter(recent).aggregate(
        stopped=Count("pk", filter=Q(processing=Call.Processing.ATTENTION)), unsure=Count("pk", filter=UNSURE)
    )
    since = f"start_date={(timezone.now() - RECENT).date()}"
    return [
        Matter(
            counts["stopped"],
            ngettext_lazy("call could not be processed", "calls could not be processed", counts["stopped"]),
            "bad",
            f"/calls/?processing=attention&{since}",
        ),
        Matter(
            counts["unsure"],
            ngettext_lazy(
                "call waits for a person's verdict", "calls wait for a person's verdict", counts["unsure"]
            ),
            "warn",
            f"/calls/?unsure=true&{since}",
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


def _spend() -> list[Matter]:
    newest = AdSpend.objects.order_by("-date").values_list("date", flat=True).first()
    if newest is None:
        return []
    days = (timezone.now().date() - newest).days
    late = days if days >= SPEND_LATE.days else 0
    return [Matter(late, _("days since the last ad spend was imported"), "warn", "/setup/")]
