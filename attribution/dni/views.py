"""POST /v1/swap: a page view comes in, the numbers to show go out; without targets it is a sign of life."""

from dataclasses import replace
from functools import lru_cache
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from attribution.dni.choice import Shown, choose_numbers
from attribution.dni.forms import link_form
from attribution.dni.leases import end_leases, extend_leases
from attribution.dni.messages import BadMessage, Message, read_message
from attribution.visits.bots import is_bot
from attribution.visits.consent import adopt, record_landing, withdraw
from attribution.visits.services import BEAT, PageView, continue_visit, record_touchpoint
from compliance.models import Account
from compliance.phones import e164, national
from compliance.tenancy import use_account

# The same few targets and the pools' numbers come again and again; reading one takes as long as half a statement.
_e164 = lru_cache(maxsize=4096)(e164)
_national = lru_cache(maxsize=32_768)(national)

HEARTBEAT_SECONDS = 60
KNOWN_FOR_SECONDS = 30
NOBODY: dict[str, Any] = {"visitor": None, "visit": None, "swaps": {}, "heartbeat_seconds": None}
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
    """Stores the touchpoint and chooses a number per target; heartbeats and `tel_click`s extend what is held.

    Bots keep the page's number. Without consent to analytics nobody is recognised: a landing is recorded, numbers are
    chosen by context, and a visitor who consented before is let go of.

    Answers `{"visitor", "visit", "swaps": {target: {"target", "number", "formatted", "seconds"}}, "heartbeat_seconds"}`;
    `target` and `number` are E.164, `seconds` how long the page may show it without a sign of life (null: for ever).
    """
    if request.method == "OPTIONS":
        return _answer({}, 204)
    try:
        agent, gpc = request.headers.get("User-Agent", ""), request.headers.get("Sec-GPC") == "1"
        message = read_message(request.body, agent, gpc=gpc)
    except BadMessage as error:
        return _answer({"error": str(error)}, 400)
    account = _account(message.site_key, int(monotonic() / KNOWN_FOR_SECONDS))
    if account is None:
        return _answer({"error": "site_key: unknown"}, 404)
    if is_bot(agent) or _is_prefetched(request):
        return _answer(NOBODY)
    with use_account(account.pk):
        known = message.view.consent.get("analytics", False)
        return _answer((_swap if known else _swap_unknown)(account, message))


def _swap(account: Account, message: Message) -> dict[str, Any]:
    now, view = timezone.now(), _dialled(message.view, account.country)
    if message.upgrade:
        view = adopt(view, now)
    visit = continue_visit(view, now) if view.kind == BEAT else record_touchpoint(view, now)
    if visit is None:
        return NOBODY
    if message.identifiers:
        link_form(visit, view, message.identifiers, now)
    targets = _numbers(message.targets, account.country)
    if targets:
        test = _e164(message.test, account.country) if message.test else ""
        chosen = choose_numbers(set(targets.values()), visit.context, now, visit=visit, test=test)
    else:
        chosen = {}
        extend_leases(visit, now)
    return {
        "visitor": str(visit.visitor_key),
        "visit": visit.pk,
        "swaps": _shown(targets, chosen),
        "heartbeat_seconds": HEARTBEAT_SECONDS,
    }


def _swap_unknown(account: Account, message: Message) -> dict[str, Any]:
    """Somebody who is not to be recognised."""
    now, view = timezone.now(), message.view
    for ended in withdraw(view.visitor, view.consent, now) if view.visitor else ():
        end_leases(ended, now)
    context = record_landing(view, now)
    targets = _numbers(message.targets, account.country)
    test = _e164(message.test, account.country) if message.test else ""
    chosen = choose_numbers(set(targets.values()), context, now, visit=None, test=test)
    return {**NOBODY, "swaps": _shown(targets, chosen)}


def _numbers(targets: list[str], country: str) -> dict[str, str]:
    """Target as the page writes it -> E.164, for those that are numbers."""
    found = {target: _e164(target, country) for target in targets}
    return {target: number for target, number in found.items() if number}


def _dialled(view: PageView, country: str) -> PageView:
    return replace(view, number=_e164(view.number, country)) if view.number else view


def _shown(targets: dict[str, str], chosen: dict[str, Shown]) -> dict[str, dict[str, Any]]:
    return {
        written: {
            "target": target,
            "number": chosen[target].number,
            "formatted": _national(chosen[target].number),
            "seconds": _seconds(chosen[target]),
        }
        for written, target in targets.items()
        if target in chosen
    }


def _seconds(shown: Shown) -> int | None:
    return None if shown.lasts is None else int(shown.lasts.total_seconds())


def _is_prefetched(request: HttpRequest) -> bool:
    return "prefetch" in (request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or "")


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
