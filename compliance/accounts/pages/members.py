"""Members of the account and invitations to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from compliance.accounts.forms import InvitationForm, roles_to_give
from compliance.accounts.invitations import Invited, invite, open_invitations, revoke
from compliance.accounts.members import change_role, remove_member
from compliance.accounts.permissions import member, needs
from compliance.accounts.roles import PERMISSIONS
from compliance.accounts.words import by_area
from compliance.models import Invitation, Membership, Role


@require_safe
@needs("members.manage")
def members_page(request: HttpRequest) -> HttpResponse:
    """GET /settings/members/: who belongs to the account, who is invited, what each role may do."""
    return _page(request, InvitationForm(by=member(request)))


@require_POST
@never_cache
@needs("members.manage")
def invite_member(request: HttpRequest) -> HttpResponse:
    """POST /settings/members/invite/: mails the invitation and shows its link this once."""
    by = member(request)
    form = InvitationForm(request.POST, by=by)
    if form.is_valid():
        try:
            made = invite(form.cleaned_data["email"], form.cleaned_data["role"], by=by)
        except ValidationError as error:
            form.add_error("email", error.messages[0])
        else:
            return _page(request, InvitationForm(by=by), made)
    return _page(request, form, status=422)


@require_POST
@needs("members.manage")
def revoke_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """POST /settings/invitations/<id>/revoke/: the link stops working."""
    revoke(get_object_or_404(Invitation, pk=invitation_id))
    messages.success(request, _("Invitation revoked."))
    return redirect("settings-members")


@require_POST
@needs("members.manage")
def change_member(request: HttpRequest, membership_id: int) -> HttpResponse:
    """POST /settings/members/<id>/role/: another role."""
    row = _membership(request, membership_id)
    try:
        if change_role(row, request.POST.get("role", ""), by=member(request)):
            messages.success(request, _("Role of %(email)s changed.") % {"email": row.user.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("settings-members")


@require_POST
@needs("members.manage")
def drop_member(request: HttpRequest, membership_id: int) -> HttpResponse:
    """POST /settings/members/<id>/remove/: no longer a member."""
    row = _membership(request, membership_id)
    try:
        remove_member(row, by=member(request))
        messages.success(request, _("%(email)s is no longer a member.") % {"email": row.user.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("start" if row.user_id == request.user.pk else "settings-members")


def _membership(request: HttpRequest, membership_id: int) -> Membership:
    rows = Membership.objects.select_related("user").filter(account_id=member(request).account_id)
    return get_object_or_404(rows, pk=membership_id)


def _page(
    request: HttpRequest, form: InvitationForm, invited: Invited | None = None, status: int = 200
) -> HttpResponse:
    me = member(request)
    rows = Membership.objects.filter(account_id=me.account_id).select_related("user").order_by("user__email")
    context: dict[str, Any] = {
        "form": form,
        "invited": invited,
        "members": rows,
        "me": me,
        "roles_to_give": roles_to_give(me),
        "invitations": open_invitations().select_related("created_by").order_by("-created_at"),
        "roles": [(Role(role).label, by_area(words)) for role, words in PERMISSIONS.items()],
    }
    return render(request, "compliance/members.html", context, status=status)
