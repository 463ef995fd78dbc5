"""Where a person begins."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from config.navigation import entries


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """GET /: the first page of the rail that the role may open; without any, the calls page says why."""
    for section in entries(request):
        return redirect(section.entries[0].address)
    return redirect("calls")
