"""People on the screen: the list, one person's timeline, joining and undoing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attribution.models import IdentityLink, Person
from attribution.people import queries
from attribution.people.decisions import NotJoined, join, undo
from attribution.people.forms import JoinForm
from compliance.accounts.permissions import needs
from compliance.accounts.permissions import person as signed_in
from compliance.lists import list_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs("calls.view")
def people(request: HttpRequest) -> HttpResponse:
    """GET /people/: newest first. POST `q`: straight to the one who is known by a number, an address or an id.

    What is asked for is sent in the body and goes nowhere else: addresses of pages end up in logs.
    """
    asked = request.POST.get("q", "").strip()
    found = queries.look_up(asked) if asked else None
    if found is not None:
        return redirect("person", found.pk)
    page = list_page(queries.people(), request.GET)
    context = {"page": page, "rows": queries.rows_of(page.rows), "missed": bool(asked)}
    return render(request, "attribution/people.html", context, status=404 if asked else 200)


@require_safe
@needs("calls.view")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """GET /people/<id>/ `before` (a moment): what the person did and is known by."""
    return _person(request, get_object_or_404(Person, pk=person_id), JoinForm())


@require_POST
@needs("calls.edit")
def join_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """POST /people/<id>/join/ `kind`, `value`: makes two people one."""
    found = get_object_or_404(Person, pk=person_id)
    form = JoinForm(request.POST)
    if form.is_valid():
        try:
            joined = join(found, form.cleaned_data["known"], user_id=signed_in(request).pk)
        except NotJoined as error:
            form.add_error("value", str(error))
        else:
            messages.success(request, _("Joined. The calls of both now share one journey."))
            return redirect("person", joined.pk)
    return _person(request, found, form)


@require_POST
@needs("calls.edit")
def undo_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """POST /people/links/<id>/undo/: separates what the link had joined."""
    found = get_object_or_404(IdentityLink.objects.select_related("first"), pk=link_id)
    undo(found)
    found.first.refresh_from_db()
    messages.success(request, _("The link is undone."))
    return redirect("person", found.first.person_id)


def _person(request: HttpRequest, found: Person, form: JoinForm) -> HttpResponse:
    context: dict[str, Any] = {
        "person": found,
        "form": form,
        "identifiers": queries.identifiers(found),
        "links": queries.links(found)[:100],
        "timeline": queries.timeline(found, _moment(request.GET.get("before", ""))),
        "earlier": "before" in request.GET,
    }
    return render(request, "attribution/person.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> datetime | None:
    """The moment an address names; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
