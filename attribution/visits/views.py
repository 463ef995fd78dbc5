"""The settings page "Channels"."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from attribution.visits.forms import JourneysForm, RuleForms, SourcesForm, initial_of, names, rules_of
from attribution.visits.settings import apply_to_past, current, save_settings
from attribution.visits.sources import listed_on, shipped
from compliance.accounts.permissions import needs

PAGE = "settings-channels"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("conversions.manage")
def channels(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/channels/: rules, sources, referrers and journeys, kept together."""
    row = current()
    data = request.POST if request.method == "POST" else None
    initial = dict(initial_of(row))
    journeys, sources = JourneysForm(data, initial=initial), SourcesForm(data, initial=initial)
    # With what is kept beside it, a rule sent as it is kept would pass for an untouched empty line.
    rules = RuleForms(data, initial=row.channel_rules if data is None else None, prefix="rules")
    if data is not None and all(form.is_valid() for form in (journeys, sources, rules)):
        values = {**journeys.cleaned_data, **sources.cleaned_data, "channel_rules": rules_of(rules)}
        if save_settings(values):
            messages.success(request, _("Saved. New visits follow it within seconds."))
        return redirect(PAGE)
    context: dict[str, Any] = {
        "journeys": journeys,
        "sources": sources,
        "rules": rules,
        "names": names(),
        "listed_on": listed_on(),
        "listed": len(shipped()),
    }
    return render(request, "attribution/channels.html", context, status=422 if data is not None else 200)


@require_POST
@needs("conversions.manage")
def apply_channels(request: HttpRequest) -> HttpResponse:
    """POST /settings/channels/apply/: past visits get their channels anew, in the background."""
    count = apply_to_past()
    text = ngettext("%(count)d visit is read anew.", "%(count)d visits are read anew.", count)
    messages.success(request, text % {"count": count})
    return redirect(PAGE)
