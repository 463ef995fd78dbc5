"""Where a person begins."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.navigation import entries


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """GET /: the first page of the rail that the role may open; a role without any is told so."""
    for section in entries(request):
        return redirect(section.entries[0].address)
    if getattr(request, "membership", None) is None:
        return redirect("calls")  # which says what to do without an account
    return render(request, "no_pages.html")
