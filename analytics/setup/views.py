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
    account = member(request).account
    facts = {"site_key": account.site_key, "script": settings.PUBLIC_URL + reverse("snippet")}
    snippet = render_to_string("analytics/setup/snippet.txt", facts).strip()
    return render(
        request,
        "analytics/setup/setup.html",
        {"progress": progress(), "snippet": snippet, "pinned": _pinned()},
    )


@require_safe
@needs("settings.manage")
def setup_live(request: HttpRequest) -> HttpResponse:
    """GET /setup/live/?done=N, asked every few seconds: reloads the page as soon as another step is done."""
    changed = str(progress().done) != request.GET.get("done", "")
    headers = {"HX-Refresh": "true"} if changed else {}
    return HttpResponse(status=200 if changed else 204, headers=headers)


def _pinned() -> dict[str, str]:
    """The address that never changes, and what its tag needs to prove it."""
    found = script()
    address = settings.PUBLIC_URL + reverse("snippet-pinned", args=[found.version])
    return {"address": address, "integrity": found.integrity}
