"""How far the known costs reach, source by source: what a report of recent days is worth depends on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min
from django.utils import timezone

from attribution.costs.totals import spent_by, unconverted
from attribution.models import AdSpend, SpendImport, Visit
from compliance.days import midnight
from compliance.models import Account
from compliance.tenancy import require_account_id

LOOKED_BACK = 30  # days in which holes are looked for
STILL_VISITED = 7  # days: a source without a newer visit has ended
IMPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SourceState:
    """The costs of one source. `missing`: days without any, as (first, last), between its first and its last covered day
    within the last 30. `cost`: of those days, in the account's currency. `days_old`: whole days between the last covered day
    and today, so 1 when yesterday is there. `late`: yesterday is not there although the source still brings visits.
    """

    source: str
    last_day: date
    imported_at: datetime
    delivery: SpendImport | None
    missing: Sequence[tuple[date, date]]
    cost: float
    days_old: int
    late: bool

    @property
    def missing_days(self) -> int:
        """How many."""
        return sum((last - first).days + 1 for first, last in self.missing)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The sources, the latest first to worry about; `unconverted`: currency -> rows of the last 30 days without a rate."""

    sources: list[SourceState]
    unconverted: dict[str, int]

    @property
    def late(self) -> list[SourceState]:
        """Those whose reports lack costs."""
        return [one for one in self.sources if one.late]


def freshness(today: date | None = None) -> Freshness:
    """The state of the account in scope; `today` is the account's day unless given. Eight queries, few rows."""
    zone = Account.objects.get(pk=require_account_id()).time_zone
    day = today or timezone.now().astimezone(ZoneInfo(zone)).date()
    since = day - timedelta(days=LOOKED_BACK)
    rows = AdSpend.objects.order_by().values("source")
    known = rows.annotate(first=Min("date"), last=Max("date"), imported=Max("imported_at"))
    covered = _covered(since, day)
    costs = spent_by(("source",), since, day)
    late = late_sources(day, zone)
    deliveries = list(SpendImport.objects.order_by("-imported_at", "-pk")[: IMPORTS_SHOWN * 5])
    found = [
        SourceState(
            source=row["source"],
            last_day=row["last"],
            imported_at=row["imported"],
            delivery=_delivery(row["imported"], deliveries),
            missing=_holes(
                covered.get(row["source"], set()), max(since, row["first"]), min(row["last"], day)
            ),
            cost=costs.get((row["source"],), 0.0),
            days_old=(day - row["last"]).days,
            late=row["source"] in late,
        )
        for row in known
    ]
    found.sort(key=lambda one: (not one.late, -one.cost, one.source))
    return Freshness(found, unconverted(since, day))


def late_sources(day: date, zone: str) -> dict[str, int]:
    """Source -> how many days old its costs are, where those of yesterday are missing and visits came since. Two queries."""
    reached = dict(AdSpend.objects.order_by().values_list("source").annotate(last=Max("date")))
    behind = {source: last for source, last in reached.items() if last < day - timedelta(days=1)}
    visited = _visited(list(behind), day, zone) if behind else {}
    return {
        source: (day - last).days for source, last in behind.items() if visited.get(source, date.min) > last
    }


def _covered(since: date, day: date) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    rows = AdSpend.objects.filter(date__gte=since, date__lte=day).order_by()
    for source, covered in rows.values_list("source", "date").distinct():
        found.setdefault(source, set()).add(covered)
    return found


def _visited(sources: Sequence[str], day: date, zone: str) -> dict[str, date]:
    """Source -> day of its newest visit in the last week."""
    recent = Visit.objects.filter(
        started_at__gte=midnight(day - timedelta(days=STILL_VISITED), zone), utm_source__in=sources
    )
    newest = recent.order_by().values_list("utm_source").annotate(newest=Max("started_at"))
    return {source: moment.astimezone(ZoneInfo(zone)).date() for source, moment in newest}


def _delivery(imported: datetime, newest_first: Iterable[SpendImport]) -> SpendImport | None:
    """What brought the rows written at this moment: a delivery is noted right after its rows."""
    later = [one for one in newest_first if one.imported_at >= imported]
    return later[-1] if later else None


def _holes(covered: set[date], first: date, last: date) -> list[tuple[date, date]]:
    """Runs of days from `first` to `last` that are not covered."""
    holes: list[tuple[date, date]] = []
    day = first
    while day <= last:
        if day not in covered:
            start = holes.pop()[0] if holes and holes[-1][1] == day - timedelta(days=1) else day
            holes.append((start, day))
        day += timedelta(days=1)
    return holes
