"""The proof of redaction, and what an account hides."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.redaction.forms import PolicyForm
from calls.redaction.kinds import KINDS
from calls.redaction.policy import change_policy, redaction_policy
from calls.redaction.proof import measured, proof
from compliance.accounts.permissions import needs, person

SEES = ("audit.view", "redaction.review")


@require_safe
@needs(*SEES)
def proof_page(request: HttpRequest) -> HttpResponse:
    """GET /redaction/: figures without a word of any call."""
    return render(request, "calls/redaction/proof.html", {"proof": proof(), "measured": measured()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings.manage")
def policy_page(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/redaction/: what is hidden from now on."""
    row = redaction_policy()
    form = PolicyForm.of(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = change_policy(form.changes(), actor=person(request).get_username())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The policy is saved.") if changed else _("Nothing has changed."))
            return redirect("settings-redaction")
    hidden = set(form["hidden"].value() or [])
    table = [(kind, kind.key in hidden) for kind in KINDS if kind.key != "PAYMENT"]
    context = {"form": form, "table": table}
    return render(request, "calls/redaction/policy.html", context, status=422 if form.errors else 200)
