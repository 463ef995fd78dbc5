"""The forms of `parts/saved_views.html`."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from compliance.accounts.permissions import member, needs, person
from compliance.accounts.roles import allowed
from compliance.models import SavedView
from compliance.saved_views.services import address_of, delete_view, save_view


@require_POST
@needs("views.save")
def save(request: HttpRequest) -> HttpResponse:
    """POST /views/: keeps what a page shows (`page`, `name`, `query`, `shared`) and goes back to it; 400 for bad values."""
    sent = request.POST
    try:
        view = save_view(
            owner=person(request),
            page=sent.get("page", ""),
            name=sent.get("name", ""),
            query=sent.get("query", ""),
            shared=sent.get("shared") == "on",
        )
    except ValidationError as error:
        return HttpResponseBadRequest("\n".join(error.messages), content_type="text/plain")
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(f"{address_of(view.page)}?{view.query}")


@require_POST
@needs("views.save")
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """POST /views/<id>/delete/: one's own view, or a shared one for those who manage settings; 404 for any other."""
    user = person(request)
    reachable = Q(owner=user)
    if allowed(member(request).role, "settings.manage"):
        reachable |= Q(shared=True)
    view = get_object_or_404(SavedView.objects.filter(reachable), pk=view_id)
    address = address_of(view.page)
    delete_view(view, actor=user)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(address)
