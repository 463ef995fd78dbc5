"""Conversion rules in the settings."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.labels.services import label_names
from analytics.rules.forms import RuleForm
from attribution.conversions.resettle import apply_to_recent
from attribution.conversions.rule_edits import save_rule
from attribution.models import ConversionRule
from calls.models import Outcome
from compliance.accounts.permissions import needs

RECENT = timedelta(days=30)


@require_safe
@needs("conversions.manage")
def rules(request: HttpRequest) -> HttpResponse:
    """GET /settings/rules/: the rules, in words, and what they brought of late."""
    recent = Q(conversions__active=True, conversions__occurred_at__gte=timezone.now() - RECENT)
    rows = ConversionRule.objects.annotate(recent=Count("conversions", filter=recent)).order_by("name", "pk")
    intents, outcomes = label_names(Outcome.Dimension.INTENT), label_names(Outcome.Dimension.OUTCOME)
    lines = [
        (
            row,
            [intents.get(key, key) for key in row.intents],
            [outcomes.get(key, key) for key in row.outcomes],
        )
        for row in rows
    ]
    return render(request, "analytics/rules/rules.html", {"rules": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("conversions.manage")
def add_rule(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/rules/new/."""
    return _edit(request, ConversionRule())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("conversions.manage")
def edit_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """GET, POST /settings/rules/<id>/."""
    return _edit(request, get_object_or_404(ConversionRule, pk=rule_id))


@require_POST
@needs("conversions.manage")
def apply_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """POST /settings/rules/<id>/apply/: the calls of the last 90 days are settled anew, in the background."""
    rule = get_object_or_404(ConversionRule, pk=rule_id, active=True)
    count = apply_to_recent(rule)
    text = ngettext(
        "%(count)d call of the last 90 days is being checked; its conversions follow.",
        "%(count)d calls of the last 90 days are being checked; their conversions follow within minutes.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("settings-rules")


def _edit(request: HttpRequest, rule: ConversionRule) -> HttpResponse:
    title = rule.name or _("Make a rule")
    form = RuleForm(request.POST if request.method == "POST" else None, rule=rule)
    if form.is_valid():
        try:
            save_rule(rule, **form.values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("“%(name)s” is saved and holds for calls from now on.") % {"name": rule.name}
            )
            return redirect("settings-rules")
    context = {"form": form, "rule": rule, "title": title}
    return render(request, "analytics/rules/rule.html", context, status=422 if form.errors else 200)
