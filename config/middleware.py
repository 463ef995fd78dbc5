"""What holds for every request and answer: its id, and the headers that keep a page safe."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from compliance.causes import caused_by

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sends a strict policy: nothing inline, nothing from elsewhere."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return respond


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ties log lines, tasks and audit events of a request together: the caller's `X-Request-Id`, or one of our own."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        name = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with caused_by(correlation_id=name):
            response = get_response(request)
        response["X-Request-Id"] = name
        return response

    return respond
