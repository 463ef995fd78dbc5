"""What holds for every request and answer: its id, and the headers that keep a page safe."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict

from compliance.causes import caused_by
from compliance.texts import NUL, unstorable
from config.api.problems import API

FORM = "application/x-www-form-urlencoded"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")

SNIPPET = ("snippet", "snippet-pinned", "swap")
PERSONAL = ("cookie", "accept-language")

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


def same_for_everybody(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Takes back what sessions and languages add to `Vary` for the browser snippet: no cache of a site would keep it."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is not None and match.url_name in SNIPPET and response.has_header("Vary"):
            names = [name.strip() for name in response["Vary"].split(",")]
            kept = [name for name in names if name.lower() not in PERSONAL]
            response["Vary"] = ", ".join(kept)
            if not kept:
                del response["Vary"]
        return response

    return respond


class StorableTexts:
    """Answers 400 to addresses and forms with NUL, which no column takes; the API names the fault itself.

    Views that are exempt from the CSRF check read multipart forms themselves: who asks decides where the files go.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leaves the check to `process_view`, which knows the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *args: object) -> HttpResponse | None:
        """The refusal, or None."""
        if request.path.startswith(API):
            return None
        ours = request.content_type == FORM or not getattr(view, "csrf_exempt", False)
        form = request.POST if ours else QueryDict()
        if NUL in request.path or unstorable([*request.GET.lists(), *form.lists()]):
            return HttpResponseBadRequest("There are characters that cannot be stored.", "text/plain")
        return None


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
