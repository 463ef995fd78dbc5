"""What there is to show of redaction: how much was hidden, what was heard again, what the shipped rules reach."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.models import Recording, RedactionReview, RedactionRun, Transcript
from calls.redaction.kinds import kind_name
from calls.redaction.statistics import Audited, audited, together
from compliance.redaction.services import VERSION
from compliance.tenancy import require_account_id

CLASSES = {
    "all": _("any data"),
    "pci": _("payment data"),
    "critical": _("critical data"),
    "numeric": _("numbers"),
}
HARMS = {"lookalikes": _("Look-alikes hidden: prices, years, times"), "other": _("Other words hidden")}
LATELY = timedelta(days=30)
MEASURED = Path(settings.BASE_DIR) / "compliance" / "redaction" / "measured.json"
# Hidden spans of calls since a moment, by entity type: how many, and in how many calls.
HIDDEN = """
SELECT one.key, sum(one.value::bigint), count(*)
FROM calls_transcript t
JOIN calls_call c ON c.id = t.call_id
CROSS JOIN LATERAL jsonb_each_text(t.hidden_counts) AS one
WHERE t.account_id = %s AND c.start_time >= %s
GROUP BY one.key ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One entity type: hidden spans, and the calls they are in."""

    kind: str
    spans: int
    calls: int

    @property
    def name(self) -> str:
        """What people call the type."""
        return kind_name(self.kind)


@dataclass(frozen=True, slots=True)
class Version:
    """Calls that one version of the rules redacted. `present`: the shipped version."""

    version: str
    calls: int
    last: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class Recordings:
    """Redacted recordings: all of them, those that were heard again after muting, and when one last was."""

    redacted: int
    verified: int
    last_verified: datetime | None
    withheld: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall and precision of the rules on a set of dialogues, beside stock Presidio on the same text.

    `harm`: shares of what should have stayed, of look-alikes and of other text, by the same names for both.
    """

    version: str
    date: str
    set: str
    dialogues: int
    leak_free: Mapping[str, float]
    stock_leak_free: Mapping[str, float]
    rows: Sequence[Mapping[str, Any]]
    harm: Mapping[str, float]
    stock_harm: Mapping[str, float]

    @property
    def harms(self) -> list[tuple[str, float, float | None]]:
        """What was hidden needlessly: (what, ours, stock Presidio)."""
        return [(str(HARMS[name]), share, self.stock_harm.get(name)) for name, share in self.harm.items()]

    @property
    def shares(self) -> list[tuple[str, float, float | None]]:
        """Leak-free dialogues by class: (class, ours, stock Presidio)."""
        return [
            (str(CLASSES.get(name, name)), share, self.stock_leak_free.get(name))
            for name, share in self.leak_free.items()
        ]


@dataclass(frozen=True, slots=True)
class Proof:
    """All of it, for the account in scope."""

    version: str
    versions: list[Version]
    recordings: Recordings
    windows: int
    window_calls: int
    hidden: list[Hidden]
    hidden_since: datetime
    audited: list[Audited]
    waiting: int
    last_run: RedactionRun | None

    @property
    def redacted(self) -> int:
        """Calls with a redacted transcript."""
        return sum(one.calls for one in self.versions)

    @property
    def outdated(self) -> int:
        """Those whose rules are not the shipped ones."""
        return sum(one.calls for one in self.versions if not one.present)

    @property
    def spans(self) -> int:
        """Hidden spans of the last 30 days."""
        return sum(one.spans for one in self.hidden)

    @property
    def whole(self) -> Audited:
        """What people found, whatever the version."""
        return together(self.audited)


def proof() -> Proof:
    """The state of the account in scope; eight queries."""
    since = timezone.now() - LATELY
    windows = Transcript.objects.exclude(payment_windows=[]).values_list("payment_windows", flat=True)
    counts = [len(found) for found in windows]
    return Proof(
        version=VERSION,
        versions=_versions(),
        recordings=_recordings(),
        windows=sum(counts),
        window_calls=len(counts),
        hidden=_hidden(since),
        hidden_since=since,
        audited=audited(),
        waiting=RedactionReview.objects.filter(state=RedactionReview.State.OPEN).count(),
        last_run=RedactionRun.objects.first(),
    )


def measured(path: Path = MEASURED) -> Measured | None:
    """What the shipped rules were measured to reach; None while nobody has measured them."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    stock = found.get("stock") or {}
    types, theirs = found["types"], stock.get("types", {})
    rows = [
        {
            "kind": key,
            "name": kind_name(key),
            "spans": row["spans"],
            "recall": row["recall"],
            "precision": row["precision"],
            "stock_recall": theirs.get(key, {}).get("recall"),
            "stock_precision": theirs.get(key, {}).get("precision"),
        }
        for key, row in sorted(types.items(), key=lambda one: -one[1]["spans"])
    ]
    return Measured(
        found["version"],
        found["date"],
        found["set"],
        found["dialogues"],
        found["leak_free"],
        stock.get("leak_free", {}),
        rows,
        _harm(found),
        _harm(stock),
    )


def _harm(figures: Mapping[str, Any]) -> dict[str, float]:
    return {name: figures[name] for name in HARMS if figures.get(name) is not None}


def _versions() -> list[Version]:
    rows = (
        Transcript.objects.order_by()
        .values("redaction_version")
        .annotate(calls=Count("pk"), last=Max("created_at"))
        .order_by("-last")
    )
    return [
        Version(row["redaction_version"], row["calls"], row["last"], row["redaction_version"] == VERSION)
        for row in rows
    ]


def _recordings() -> Recordings:
    redacted = Q(state=Recording.State.REDACTED)
    found = Recording.objects.aggregate(
        redacted=Count("pk", filter=redacted),
        verified=Count("pk", filter=redacted & Q(verified_at__isnull=False)),
        last=Max("verified_at"),
        withheld=Count("pk", filter=Q(state=Recording.State.FAILED, error__startswith="withheld")),
    )
    return Recordings(found["redacted"], found["verified"], found["last"], found["withheld"])


def _hidden(since: datetime) -> list[Hidden]:
    with connection.cursor() as cursor:
        cursor.execute(HIDDEN, [require_account_id(), since])
        return [Hidden(*row) for row in cursor.fetchall()]
