"""What Google's answers mean.

Errors are a `Status`: {"error": {"code", "status", "message", "details": [{"reason"}, {"fieldViolations": [...]}]}}.
The reason decides before the status, and the status before the HTTP code.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from attribution.conversions.answers import refusal
from attribution.conversions.destination import Accepted, DestinationError

HOUR = 3600.0
TOO_SOON = {
    "TOO_RECENT_EVENT": 6 * HOUR,
    "TOO_RECENT_CALL": 6 * HOUR,
    "TOO_RECENT_CONVERSION_ACTION": 6 * HOUR,
    "CONVERSION_ACTION_TOO_RECENTLY_CREATED": 6 * HOUR,
    "TOO_RECENT_CLICK": 6 * HOUR,
    "TOO_RECENT_CONVERSION": 24 * HOUR,
}
ALREADY_THERE = frozenset(
    {
        "CLICK_CONVERSION_ALREADY_EXISTS",
        "CALL_CONVERSION_ALREADY_EXISTS",
        "ORDER_ID_ALREADY_IN_USE",
        "CONVERSION_ALREADY_RETRACTED",
        "RESTATEMENT_ALREADY_EXISTS",
        "DUPLICATE_GCLID",
        "DUPLICATE_TRANSACTION_ID",
    }
)
SETUP = frozenset(
    {
        "CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS",
        "CUSTOMER_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS",
        "INVALID_CONVERSION_ACTION_TYPE",
        "NO_CONVERSION_ACTION_FOUND",
        "TERMS_AND_CONDITIONS_NOT_SIGNED",
        "NOT_ALLOWLISTED",
        "PERMISSION_DENIED",
        "UNAUTHENTICATED",
        "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION",
    }
)
TRANSIENT = frozenset(
    {"INTERNAL_ERROR", "INTERNAL", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "UNAVAILABLE"}
)
MAY_HAVE_ARRIVED = frozenset({"INTERNAL_ERROR", "INTERNAL", "DEADLINE_EXCEEDED"})


def judge(response: httpx.Response) -> Accepted:
    """The acceptance, or the error raised as DestinationError."""
    if response.status_code == 200:
        return Accepted(200, response.text, _warnings(response))
    reasons = list(_reasons(_error(response)))
    if any(_is(reason, ALREADY_THERE) for reason in reasons):
        return Accepted(response.status_code, response.text, "Google had it already")
    raise _classify(response, reasons)


def _classify(response: httpx.Response, reasons: list[str]) -> DestinationError:
    text = f"{response.status_code} {', '.join(reasons)}".strip()
    error = refusal(response, f"Google answered {text}")
    for reason in reasons:
        wait = next((seconds for name, seconds in TOO_SOON.items() if _is(reason, {name})), None)
        setup, transient = _is(reason, SETUP), _is(reason, TRANSIENT)
        if wait is None and not setup and not transient:
            continue
        error.permanent, error.setup = False, setup
        error.uncertain = error.uncertain or _is(reason, MAY_HAVE_ARRIVED)
        error.retry_after = wait if wait is not None else error.retry_after
        break
    return error


def _is(reason: str, names: frozenset[str] | set[str]) -> bool:
    """Reasons of the diagnostics carry a prefix before the same name."""
    return reason.removeprefix("PROCESSING_ERROR_REASON_") in names


def _error(response: httpx.Response) -> Mapping[str, Any]:
    try:
        found = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _reasons(error: Mapping[str, Any]) -> Iterator[str]:
    """Reasons of the details, then the status; texts are left out, they may repeat what was sent."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, Mapping):
            for holder in (detail, *detail.get("fieldViolations", [])):
                if holder.get("reason"):
                    yield str(holder["reason"])[:80]
    if error.get("status"):
        yield str(error["status"])[:80]


def _warnings(response: httpx.Response) -> str:
    try:
        warnings = response.json().get("fieldWarnings") or []
        return "; ".join(f"{item.get('field', '')}: {item.get('reason', '')}" for item in warnings)
    except (ValueError, AttributeError):
        return ""
