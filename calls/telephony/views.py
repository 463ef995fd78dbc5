"""The webhook: verify the signature, keep the message, answer. Everything else is a task."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calls.models import TelephonyConnection
from calls.telephony import ingest, routing
from calls.telephony.provider import CallEvent, Forged, Kind, Malformed, Route, TelephonyProvider
from compliance.causes import caused_by
from compliance.registry import UnknownMember, member
from compliance.tenancy import use_account

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider_key: str, kind: str) -> HttpResponse:
    """POST /telephony/<provider>/<kind>: 403 for forged messages, 400 for malformed ones, else the provider's answer."""
    try:
        provider = member("TELEPHONY_PROVIDERS", TelephonyProvider, provider_key)()
        wanted = Kind(kind)
    except (UnknownMember, ValueError):
        raise Http404 from None
    try:
        connection = _connection(provider, request)
        provider.verify(request, connection)
    except Malformed as error:
        return JsonResponse({"error": str(error)}, status=400)
    except Forged:
        logger.warning("forged %s %s message with %d fields", provider_key, kind, len(request.POST))
        return JsonResponse({"error": "the signature does not fit"}, status=403)
    with use_account(connection.account_id), caused_by(f"provider:{provider_key}"):
        return _accept(provider, connection, wanted, request)


def _connection(provider: TelephonyProvider, request: HttpRequest) -> TelephonyConnection:
    found = TelephonyConnection.everywhere.select_related("account").filter(
        provider=provider.key, external_id=provider.account_id(request), active=True
    )
    connection = found.first()
    if connection is None:
        raise Forged
    return connection


def _accept(
    provider: TelephonyProvider, connection: TelephonyConnection, kind: Kind, request: HttpRequest
) -> HttpResponse:
    payload = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    try:
        event = provider.parse(kind, payload)
    except Malformed as error:
        return JsonResponse({"error": str(error)}, status=400)
    if kind is not Kind.WHISPER:
        ingest.keep(event, connection, payload)
    return provider.answer(event, _route(connection, event))


def _route(connection: TelephonyConnection, event: CallEvent) -> Route:
    """By the desk that is rung where the message names it (a whisper), else by the number that was called."""
    called, rung = (str(event.facts.get(name) or "") for name in ("called", "rung"))
    return routing.route(connection.account, called, rung)
