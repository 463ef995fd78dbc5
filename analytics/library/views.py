"""The list of calls and the page of one call."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from analytics.library.access import ALL, OWN, may, visible_calls, visible_index
from analytics.library.changes import conflicts, read_changes, shown_fields, still_shown
from analytics.library.columns import chosen_columns
from analytics.library.edits import edit_call, edit_calls
from analytics.library.export import csv_of
from analytics.library.facts import CallFacts
from analytics.library.listing import listing, narrow
from analytics.library.options import filter_options
from analytics.library.orders import NEWEST
from analytics.library.page import call_page, call_preview, neighbours, progress
from analytics.library.queries import with_facts
from calls.models import Call
from compliance.accounts.permissions import needs, person
from compliance.saved_views.queries import saved_views_context
from compliance.texts import read_id

MOST_AT_ONCE = 250


@require_safe
@needs(ALL, OWN)
def call_list(request: HttpRequest) -> HttpResponse:
    """GET /calls/: newest first unless sorted; filters, order, columns and place are in the address."""
    visible = visible_index(request)
    found = listing(request.GET, visible)
    columns = chosen_columns(request.GET.getlist("columns"))
    context: dict[str, Any] = {
        "listing": found,
        "filters": found.filters,
        "active_filters": found.active,
        "options": filter_options(),
        "columns": columns,
        "shown": {column.key for column in columns if column.shown},
        "lead_statuses": Call.LeadStatus.choices,
        "page": found.pager,
        **saved_views_context(request, "calls"),
    }
    return render(request, "analytics/call_list.html", context)


@require_safe
@needs(ALL, OWN)
def call_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /calls.csv: all calls that fit the filters, in the order of the page."""
    filters, _behind = narrow(request.GET, visible_index(request))
    return csv_of(filters.qs, request.GET.get("sort", NEWEST))


@require_POST
@needs("calls.edit")
def change_calls(request: HttpRequest) -> HttpResponse:
    """POST /calls/change/: tags and lead status of the ticked calls, then back to the list."""
    ids = [pk for one in request.POST.getlist("ids") if (pk := read_id(one)) is not None][:MOST_AT_ONCE]
    changes = read_changes(request.POST)
    try:
        user = person(request)
        calls = visible_calls(request).filter(pk__in=ids)
        count = edit_calls(calls, changes, user=user, actor=user.get_username())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, ngettext("%(count)d call changed.", "%(count)d calls changed.", count) % {"count": count}
        )
    return redirect(_back(request))


@require_POST
@needs("calls.edit")
def change_call(request: HttpRequest, call_id: int) -> HttpResponse:
    """POST /calls/<id>/change/: what a person says about the call; answers with the form, or goes back to the page."""
    wanted = read_changes(request.POST)
    changed, errors = _change(request, call_id, wanted)
    facts = _facts(request, call_id)
    told: dict[str, Any] = {"errors": errors, "saved": bool(changed)}
    if errors:
        told["typed"] = shown_fields(facts) | {name: request.POST[name] for name in wanted}
    if request.headers.get("HX-Request"):
        # The form stays as it is where it can: a person may be typing in its next field by now.
        told["stays"] = not errors and "redraw" not in request.POST
        if told["stays"]:
            told["was"] = still_shown(request.POST, wanted, shown_fields(facts))
        response = render(request, "analytics/edit.html", {**call_page(facts, None), **told})
        if told["stays"]:
            response["HX-Retarget"] = response["HX-Reselect"] = "#edit-told"
        # What else the page shows of it (verdicts, conversions, history) is drawn anew.
        response["HX-Trigger"] = "call-changed" if changed else "call-unchanged"
        return response
    if errors:
        return _detail(request, facts, told, status=409)
    if changed:
        messages.success(request, _("Saved."))
    return redirect("call", call_id)


def _change(
    request: HttpRequest, call_id: int, changes: dict[str, Any]
) -> tuple[list[str], dict[str, list[str]]]:
    """What really changed, and why it could not, by field: then nothing has changed."""
    user = person(request)
    with transaction.atomic():
        # Whoever saves the same call meanwhile waits, and then finds what was saved here.
        call = get_object_or_404(visible_calls(request).select_for_update(of=("self",)), pk=call_id)
        errors = conflicts(request.POST, changes, shown_fields(_facts(request, call_id)))
        if errors:
            return [], errors
        try:
            return edit_call(call, changes, user=user, actor=user.get_username()), {}
        except ValidationError as error:
            return [], error.message_dict


@require_safe
@needs(ALL, OWN)
def call_detail(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/: everything about one call; 404 for another account's, and for others' where one sees own ones."""
    return _detail(request, _facts(request, call_id), {})


@require_safe
@needs(ALL, OWN)
def preview(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/preview/: the short of it, as a fragment for the side of the list."""
    return render(request, "analytics/preview.html", call_preview(_facts(request, call_id)))


@require_safe
@needs(ALL, OWN)
def call_progress(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/progress/: how far the pipeline is, for polling; once done it asks for the whole page."""
    call = get_object_or_404(visible_calls(request), pk=call_id)
    context = progress(call)
    response = render(request, "analytics/progress.html", context)
    if not context["busy"]:
        response["HX-Refresh"] = "true"
    return response


def _detail(request: HttpRequest, facts: CallFacts, told: dict[str, Any], status: int = 200) -> HttpResponse:
    listens = may(request, "calls.listen") or may(request, OWN)
    listener = request.user.pk if listens else None
    context = {**call_page(facts, listener), **neighbours(facts.call, visible_calls(request)), **told}
    return render(request, "analytics/call.html", context, status=status)


def _facts(request: HttpRequest, call_id: int) -> CallFacts:
    call = with_facts(visible_calls(request).filter(pk=call_id)).first()
    if call is None:
        raise Http404
    return CallFacts(call)


def _back(request: HttpRequest) -> str:
    """Where the form came from, if that is a page of ours."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/calls/"
