"""POST /v1/swap: a page view comes in, the numbers to show go out; without targets it is a sign of life."""

import re
from functools import lru_cache
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from attribution.dni.leases import Held, acquire_leases, extend_leases
from attribution.dni.messages import BadMessage, read_message
from attribution.visits.services import PageView, record_touchpoint
from compliance.models import Account
from compliance.phones import e164, national
from compliance.tenancy import use_account

# The same few targets and the pools' numbers come again and again; reading one takes as long as half a statement.
_e164 = lru_cache(maxsize=4096)(e164)
_national = lru_cache(maxsize=32_768)(national)

HEARTBEAT_SECONDS = 60
KNOWN_FOR_SECONDS = 30
BOTS = re.compile(
    r"bot\b|crawl|spider|slurp|headless|preview|prerender|lighthouse|facebookexternalhit", re.IGNORECASE
)
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}


@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def swap(request: HttpRequest) -> HttpResponse:
    """Stores the touchpoint and leases a number per target; heartbeats and `tel_click`s extend what is held.

    Bots and visitors without consent keep the page's number.

    Answers `{"visitor", "visit", "swaps": {target: {"number", "formatted", "until"}}, "heartbeat_seconds"}`.
    """
    if request.method == "OPTIONS":
        return _answer({}, 204)
    try:
        site_key, view, targets = read_message(request.body, request.headers.get("User-Agent", ""))
    except BadMessage as error:
        return _answer({"error": str(error)}, 400)
    account = _account(site_key, int(monotonic() / KNOWN_FOR_SECONDS))
    if account is None:
        return _answer({"error": "site_key: unknown"}, 404)
    if BOTS.search(view.user_agent) or not view.consent.get("analytics"):
        return _answer({"visitor": None, "visit": None, "swaps": {}, "heartbeat_seconds": None})
    with use_account(account.pk):
        return _answer(_swap(account, view, targets))


def _swap(account: Account, view: PageView, targets: list[str]) -> dict[str, Any]:
    now = timezone.now()
    normalised = {_e164(target, account.country): target for target in targets}
    visit = record_touchpoint(view, now)
    held = acquire_leases(visit, normalised, now) if targets else {}
    if not targets:
        extend_leases(visit, now)
    swaps = {normalised[target]: _shown(number) for target, number in held.items()}
    return {
        "visitor": str(visit.visitor_key),
        "visit": visit.pk,
        "swaps": swaps,
        "heartbeat_seconds": HEARTBEAT_SECONDS,
    }


def _shown(held: Held) -> dict[str, str]:
    return {"number": held.number, "formatted": _national(held.number), "until": held.until.isoformat()}


@lru_cache(maxsize=1024)
def _account(site_key: str, period: int) -> Account | None:
    """The account, looked up at most once per process and half minute."""
    return Account.objects.filter(site_key=site_key).first()


def _answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return (
        JsonResponse(data, status=status, headers=CORS)
        if status != 204
        else HttpResponse(status=204, headers=CORS)
    )
