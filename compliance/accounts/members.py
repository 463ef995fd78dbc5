"""What may be done with members. An account always keeps an owner, and only owners decide about owners."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from compliance.accounts.api_keys import revoke_api_key
from compliance.accounts.roles import PERMISSIONS
from compliance.audit.chain import record
from compliance.models import Account, ApiKey, Membership, Role


def change_role(membership: Membership, role: str, *, by: Membership) -> bool:
    """Gives the member another role; False when it is the same. Raises ValidationError."""
    with transaction.atomic():
        row = _locked(membership)
        if row.role == role:
            return False
        check_may_give(role, by)
        _check_may_touch(row, by)
        before = row.role
        row.role = role
        row.save(update_fields=["role"])
        record("member.role_changed", row, before=before, after=role)
    return True


def remove_member(membership: Membership, *, by: Membership) -> None:
    """Ends the membership and the API keys that the person made here; the sign-in and other accounts stay.

    Raises ValidationError.
    """
    with transaction.atomic():
        row = _locked(membership)
        _check_may_touch(row, by)
        for key in ApiKey.objects.filter(created_by_id=row.user_id, revoked_at=None):
            revoke_api_key(key)
        record("member.removed", row, role=row.role)
        row.delete()


def check_may_give(role: str, by: Membership) -> None:
    """Raises ValidationError for an unknown role, and for one above what `by` may give."""
    if role not in PERMISSIONS:
        raise ValidationError(_("Choose one of the roles."))
    if role == Role.OWNER and by.role != Role.OWNER:
        raise ValidationError(_("Only an owner makes somebody an owner."))


def _locked(membership: Membership) -> Membership:
    """The row as it is now; changes of one account's members take turns, or two last owners could demote each other."""
    Account.objects.select_for_update().get(pk=membership.account_id)
    return Membership.objects.get(pk=membership.pk)


def _check_may_touch(row: Membership, by: Membership) -> None:
    if row.role != Role.OWNER:
        return
    if by.role != Role.OWNER:
        raise ValidationError(_("Only an owner changes another owner."))
    if not Membership.objects.filter(account_id=row.account_id, role=Role.OWNER).exclude(pk=row.pk).exists():
        raise ValidationError(_("This is the last owner. Make somebody else an owner first."))
