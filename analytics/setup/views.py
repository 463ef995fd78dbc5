"""The page that leads an empty account to its first figures."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.setup.queries import progress
from attribution.dni.snippet import script
from compliance.accounts.permissions import member, needs


@require_safe
@needs("settings.manage")
def setup(request: HttpRequest) -> HttpResponse:
    """GET /setup/: the steps, what proves each, and what to do next."""
    found, key = script(), member(request).account.site_key
    facts = {
        "progress": progress(),
        "snippet": _tag(reverse("snippet"), key),
        "pinned": _tag(reverse("snippet-pinned", args=[found.version]), key, found.integrity),
    }
    return render(request, "analytics/setup/setup.html", facts)


@require_safe
@needs("settings.manage")
def setup_live(request: HttpRequest) -> HttpResponse:
    """GET /setup/live/?done=N, asked every few seconds: reloads the page as soon as another step is done."""
    changed = str(progress().done) != request.GET.get("done", "")
    headers = {"HX-Refresh": "true"} if changed else {}
    return HttpResponse(status=200 if changed else 204, headers=headers)


def _tag(path: str, site_key: str, integrity: str = "") -> str:
    """The line of HTML that brings the snippet onto a page."""
    facts = {"script": settings.PUBLIC_URL + path, "site_key": site_key, "integrity": integrity}
    return render_to_string("analytics/setup/snippet.txt", facts).strip()
