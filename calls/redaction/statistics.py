"""How often people find something that redaction missed, with what that says about all calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum
from scipy.special import betaincinv

from calls.models import RedactionReview
from compliance.redaction.policy import ALWAYS_HIDDEN

CONFIDENCE = 0.95
State = RedactionReview.State


@dataclass(frozen=True, slots=True)
class Audited:
    """What people found in the calls that one version of the rules had redacted.

    `critical`: calls in which payment data, a social security number or a passcode was left. The bounds are upper ones
    at 95 % (Clopper and Pearson, 1934, one-sided); None while nothing is judged.
    """

    version: str
    judged: int
    missed: int
    critical: int
    skipped: int
    words: int
    last: datetime | None

    @property
    def rate(self) -> float | None:
        """Share of judged calls in which something was missed."""
        return self.missed / self.judged if self.judged else None

    @property
    def bound(self) -> float | None:
        """Below this share of all calls with 95 % confidence."""
        return upper_bound(self.missed, self.judged)

    @property
    def critical_bound(self) -> float | None:
        """The same of calls in which critical data was left."""
        return upper_bound(self.critical, self.judged)


def upper_bound(found: int, judged: int) -> float | None:
    """The largest share that still gives `found` or fewer of `judged` with a probability of 5 %."""
    if not judged:
        return None
    if found >= judged:
        return 1.0
    return float(betaincinv(found + 1, judged - found, CONFIDENCE))


def audited() -> list[Audited]:
    """By version of the rules, the one judged last first; one query."""
    critical = Q(missed__has_any_keys=sorted(ALWAYS_HIDDEN))
    rows = (
        RedactionReview.objects.exclude(state=State.OPEN)
        .order_by()
        .values("version")
        .annotate(
            passed=Count("pk", filter=Q(state=State.CLEAN)),
            found=Count("pk", filter=Q(state=State.MISSED)),
            grave=Count("pk", filter=Q(state=State.MISSED) & critical),
            unclear=Count("pk", filter=Q(state=State.SKIPPED)),
            read=Sum("words", default=0),
            latest=Max("reviewed_at"),
        )
        .order_by("-latest")
    )
    return [
        Audited(
            row["version"],
            row["passed"] + row["found"],
            row["found"],
            row["grave"],
            row["unclear"],
            row["read"],
            row["latest"],
        )
        for row in rows
    ]


def together(parts: Iterable[Audited]) -> Audited:
    """All versions as one."""
    rows = list(parts)
    return Audited(
        "",
        sum(row.judged for row in rows),
        sum(row.missed for row in rows),
        sum(row.critical for row in rows),
        sum(row.skipped for row in rows),
        sum(row.words for row in rows),
        max((row.last for row in rows if row.last), default=None),
    )
