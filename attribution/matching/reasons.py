"""What the evidence of a match says, in sentences for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86_400
KINDS: Mapping[str, Any] = {
    "tel_click": _("Clicked the number %(click)s before the call"),
    "number_on_show": _("The number was on show to this visit alone; last seen %(seen)s before the call"),
    "on_the_page": _("The number was on show to this visit alone, which was on the page when the call came"),
    "number_shown_before": _(
        "The number was shown to this visit earlier; last seen %(seen)s before the call"
    ),
    "shared_number": _(
        "Saw a number that several visits were shown at once; last seen %(seen)s before the call"
    ),
    "returning_caller": _(
        "The caller rang this number before, %(first)s earlier: the first attribution is kept"
    ),
    "source_number": _("The number stands for %(source)s"),
}


def explain(evidence: Mapping[str, Any]) -> list[str]:
    """The strongest reason first, then what else was weighed. An unknown kind is told by its name."""
    kind = str(evidence.get("kind", ""))
    still_there = kind == "number_on_show" and evidence.get("seconds_since_seen") == 0
    times = {
        "click": _duration(evidence.get("seconds_since_click", evidence.get("seconds_since_seen"))),
        "seen": _duration(evidence.get("seconds_since_seen")),
        "first": _duration(evidence.get("seconds_since_first_call")),
        "source": evidence.get("source", ""),
    }
    sentence = KINDS.get("on_the_page" if still_there else kind)
    said = [str(sentence % times) if sentence else kind.replace("_", " ").capitalize()]
    return said + [str(text) for text in _hints(kind, evidence)]


def _hints(kind: str, evidence: Mapping[str, Any]) -> list[Any]:
    hints: list[Any] = []
    since, others = evidence.get("shown_to_others_since"), evidence.get("shown_to_others", 0)
    if kind == "shared_number" and others:
        hints.append(
            ngettext("%(n)s other visit saw it", "%(n)s other visits saw it", others) % {"n": others}
        )
    elif since:
        hints.append(
            ngettext("Shown to %(n)s other visit since", "Shown to %(n)s other visits since", since)
            % {"n": since}
        )
    known = evidence.get("known_caller")
    if known is not None:
        hints.append(
            _("The caller's number belongs to this visitor")
            if known
            else _("The caller's number is known, but not as this visitor's")
        )
    region = evidence.get("same_region")
    if region is not None:
        hints.append(_("Same region as the caller") if region else _("Another region than the caller"))
    if "forwarded_from" in evidence:
        hints.append(_("The call was put through from another of your numbers"))
    return hints


def _duration(seconds: Any) -> str:
    """About how long, in the largest unit that fits twice, or in seconds."""
    whole = max(0, round(float(seconds or 0)))
    if whole >= 2 * DAY:
        days = round(whole / DAY)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if whole >= 2 * HOUR:
        hours = round(whole / HOUR)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if whole >= 2 * MINUTE:
        minutes = round(whole / MINUTE)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
