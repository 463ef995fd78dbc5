"""Labels in the settings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.conversation.labels import DIMENSIONS
from analytics.labels.forms import LabelForm
from analytics.labels.services import (
    Entry,
    LabelInUse,
    Use,
    add_label,
    change_label,
    entries,
    is_dimension,
    remove_label,
    uses,
)
from calls.models import Outcome
from compliance.accounts.permissions import needs


@require_safe
@needs("settings.manage")
def labels(request: HttpRequest) -> HttpResponse:
    """GET /settings/labels/: the labels of both dimensions and how often each is given."""
    return _page(request, {})


@require_POST
@needs("settings.manage")
def add(request: HttpRequest, dimension: str) -> HttpResponse:
    """POST /settings/labels/<dimension>/new/."""
    if not is_dimension(dimension):
        raise Http404
    form = LabelForm(request.POST, prefix=dimension)
    if form.is_valid():
        try:
            entry = add_label(dimension, form.cleaned_data["name"], form.cleaned_data["description"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s” is added.") % {"name": entry.name})
            return redirect("settings-labels")
    return _page(request, {dimension: form}, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings.manage")
def edit(request: HttpRequest, dimension: str, key: str) -> HttpResponse:
    """GET, POST /settings/labels/<dimension>/<key>/."""
    entry = _entry(dimension, key)
    data = request.POST if request.method == "POST" else None
    form = LabelForm(data, initial={"name": entry.name, "description": entry.description})
    if form.is_valid():
        try:
            change_label(dimension, key, form.cleaned_data["name"], form.cleaned_data["description"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The label is saved."))
            return redirect("settings-labels")
    context = {"form": form, "entry": entry, "dimension": dimension}
    return render(request, "analytics/labels/label.html", context, status=422 if form.errors else 200)


@require_POST
@needs("settings.manage")
def remove(request: HttpRequest, dimension: str, key: str) -> HttpResponse:
    """POST /settings/labels/<dimension>/<key>/remove/: 404 for default labels."""
    entry = _entry(dimension, key)
    if not entry.own:
        raise Http404
    try:
        remove_label(dimension, key)
        messages.success(request, _("“%(name)s” is removed.") % {"name": entry.name})
    except LabelInUse as error:
        messages.error(request, str(error))
    return redirect("settings-labels")


def _entry(dimension: str, key: str) -> Entry:
    if is_dimension(dimension):
        for entry in entries(dimension):
            if entry.key == key:
                return entry
    raise Http404


def _page(request: HttpRequest, forms: dict[str, LabelForm], status: int = 200) -> HttpResponse:
    groups: list[dict[str, Any]] = []
    for dimension in DIMENSIONS:
        counted = uses(dimension)
        groups.append(
            {
                "key": dimension,
                "title": Outcome.Dimension(dimension).label,
                "rows": [(entry, counted.get(entry.key, Use())) for entry in entries(dimension)],
                "form": forms.get(dimension) or LabelForm(prefix=dimension),
            }
        )
    return render(request, "analytics/labels/labels.html", {"groups": groups}, status=status)
