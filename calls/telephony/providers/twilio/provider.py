"""Twilio: verifies, parses, answers with TwiML, fetches recordings."""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from twilio.request_validator import RequestValidator

from calls.models import Recording, TelephonyConnection
from calls.telephony.provider import CallEvent, Forged, Kind, Malformed, Route, TelephonyProvider
from calls.telephony.providers.twilio import answers, media, messages


class Twilio(TelephonyProvider):
    """Programmable Voice webhooks; `secrets.auth_token` signs them, `external_id` is the Account SID."""

    key = "twilio"

    def account_id(self, request: HttpRequest) -> str:
        """The AccountSid. Raises Malformed."""
        sid = request.POST.get("AccountSid", "")
        if not sid:
            raise Malformed("missing: AccountSid")
        return sid

    def verify(self, request: HttpRequest, connection: TelephonyConnection) -> None:
        """Checks X-Twilio-Signature over our public URL (a proxy may have changed scheme and host). Raises Forged."""
        signature = request.headers.get("X-Twilio-Signature", "")
        validator = RequestValidator(connection.secrets["auth_token"])
        if not validator.validate(settings.PUBLIC_URL + request.get_full_path(), request.POST, signature):
            raise Forged

    def parse(self, kind: Kind, payload: Mapping[str, str]) -> CallEvent:
        """The form fields in our words. Raises Malformed."""
        return messages.parse(kind, payload)

    def answer(self, event: CallEvent, route: Route) -> HttpResponse:
        """TwiML, or an empty 204 for status callbacks."""
        document = answers.answer(event, route)
        return HttpResponse(document, content_type="text/xml") if document else HttpResponse(status=204)

    def fetch(self, recording: Recording, connection: TelephonyConnection) -> Iterator[bytes]:
        """The recording as WAV. Raises MediaError."""
        return media.fetch(recording, connection)
