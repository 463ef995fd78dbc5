"""The facts behind a probability, as they are stored with it and read on the call's page."""

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from attribution.matching.candidate import CLICK_WITHIN, Caller, Candidate

Fact = str | float | int | bool


def facts_of(
    candidates: Sequence[Candidate], caller: Caller, visit_ids: AbstractSet[int]
) -> dict[int, dict[str, Fact]]:
    """Per visit: `kind`, the strongest evidence, and the facts; a visit that is no candidate has none of its own."""
    moments = sorted(candidate.shown for candidate in candidates)
    found: dict[int, dict[str, Fact]] = {visit: {} for visit in visit_ids}
    for one in candidates:
        if one.visit_id in visit_ids:
            found[one.visit_id] = {
                "kind": _kind(one),
                "seconds_since_shown": round(one.shown, 1),
                "seconds_since_seen": round(one.seen, 1),
                "shown_to_others": len(candidates) - 1,
                "shown_to_others_since": bisect_left(moments, one.shown),
                **_hints(one, caller),
            }
    return found


def _hints(one: Candidate, caller: Caller) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if one.clicked <= CLICK_WITHIN:
        facts["seconds_since_click"] = round(one.clicked, 1)
    if caller.visitor_ids:
        facts["known_caller"] = one.visitor_id in caller.visitor_ids
    if one.same_region is not None:
        facts["same_region"] = one.same_region
    return facts


def _kind(one: Candidate) -> str:
    if one.clicked <= CLICK_WITHIN:
        return "tel_click"
    if one.shared:
        return "shared_number"
    return "number_on_show" if one.seen <= one.lease else "number_shown_before"
