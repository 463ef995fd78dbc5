"""Why a call's cost was wasted: conditions on `CallIndex` rows, once for the report and for the list of calls."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.summaries.definitions import ANSWERED, INBOUND, MISSED

WAIT_SECONDS = 60
LONGEST_WAIT = 3600
ANY = "any"
NOT_OURS = ("spam", "wrong_number")

# In the order in which a call is counted: under the first that applies.
REASONS: dict[str, str | Promise] = {
    "unreached": _("Reached nobody"),
    "waited": _("Waited too long"),
    "mishandled": _("Mishandled"),
    "spam": _("Spam or wrong number"),
}
MEANINGS: dict[str, str | Promise] = {
    "unreached": _("Not answered by a person; voicemail counts."),
    "waited": _("Answered, or given up, after more than %(seconds)d seconds."),
    "mishandled": _("A critical question of the scorecard failed."),
    "spam": _("By the verdict that counts."),
}


def condition(reason: str, wait_seconds: int = WAIT_SECONDS) -> Q:
    """Inbound calls of the reason, or of ANY. Unknown facts are no reason. Raises KeyError."""
    return INBOUND & _conditions(wait_seconds)[reason]


def first_condition(reason: str, wait_seconds: int = WAIT_SECONDS) -> Q:
    """Inbound calls counted under the reason: those of it that no reason before it applies to. Raises KeyError."""
    conditions = _conditions(wait_seconds)
    found = INBOUND & conditions[reason]
    for before in list(REASONS)[: list(REASONS).index(reason)]:
        found &= ~conditions[before]
    return found


def _conditions(wait_seconds: int) -> dict[str, Q]:
    late = F("call__start_time") + timedelta(seconds=wait_seconds)
    conditions = {
        "unreached": MISSED,
        # Who leaves a message has waited until the tone only, which nobody told us.
        "waited": ANSWERED & Q(call__answered_at__gt=late)
        | Q(answered=False, duration__gt=wait_seconds) & ~Q(voicemail=True),
        "mishandled": Q(critical_failed=True),
        "spam": Q(intent__in=NOT_OURS, intent_unsure=False),
    }
    return {**conditions, ANY: Q.create(list(conditions.values()), connector=Q.OR)}
