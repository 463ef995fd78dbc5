"""Agents in the settings."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from calls.agents.services import change_agent
from calls.models import Agent
from calls.numbers.forms import choices
from compliance.accounts.permissions import member, needs

RECENT = timedelta(days=30)


class AgentForm(forms.Form):
    """Name and member."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Member"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("With the role Agent, a member sees the calls of this agent and no others."),
    )

    def __init__(self, data: Any = None, *, row: Agent) -> None:
        super().__init__(data, initial={"name": row.name, "user": row.user_id})
        people = User.objects.filter(memberships__account_id=row.account_id)
        choices(self, "user").queryset = people.order_by("email")


@require_safe
@needs("members.manage")
def agents(request: HttpRequest) -> HttpResponse:
    """GET /settings/agents/: who answers calls, and which member each is."""
    return render(request, "calls/agents.html", {"agents": _agents()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("members.manage")
def edit_agent(request: HttpRequest, agent_id: int) -> HttpResponse:
    """GET, POST /settings/agents/<id>/."""
    row = get_object_or_404(Agent.objects.select_related("user"), pk=agent_id)
    form = AgentForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        try:
            change_agent(row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": row.name})
            return redirect("settings-agents")
    context = {"form": form, "agent": row, "account_name": member(request).account.name}
    return render(request, "calls/agent.html", context, status=422 if form.errors else 200)


def _agents() -> "QuerySet[Agent]":
    recent = Q(calls__start_time__gte=timezone.now() - RECENT)
    rows = Agent.objects.select_related("user").annotate(
        recent_calls=Count("calls", filter=recent), last_call=Max("calls__start_time")
    )
    return rows.order_by("name", "pk")
