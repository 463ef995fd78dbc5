"""Inviting people: a link that works once and for a week; only the hash of its token is kept."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from compliance.accounts.members import check_may_give
from compliance.audit.chain import record
from compliance.models import Invitation, Membership
from compliance.tenancy import use_account

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(days=7)
LONGEST_EMAIL = 120  # the address becomes the sign-in name, and the audit trail's actor


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made. `url` is its link, never readable again; `mailed`: the mail server took the message."""

    invitation: Invitation
    url: str
    mailed: bool


def invite(email: str, role: str, *, by: Membership) -> Invited:
    """Offers a role; an earlier open offer to the same address ends. Raises ValidationError."""
    email = email.strip().lower()
    check_may_give(role, by)
    if Membership.objects.filter(account_id=by.account_id, user__email__iexact=email).exists():
        raise ValidationError(_("This person is a member already."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        open_invitations().filter(email=email).update(revoked_at=timezone.now())
        row = Invitation.objects.create(
            email=email,
            role=role,
            digest=_digest(token),
            created_by=by.user,
            expires_at=timezone.now() + GOOD_FOR,
        )
        record("invitation.made", row, role=role)
    url = settings.PUBLIC_URL + reverse("invitation", args=[token])
    return Invited(row, url, _mail(row, url, by))


def open_invitations() -> "QuerySet[Invitation]":
    """Offers of the account in scope that can still be taken."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def revoke(invitation: Invitation) -> None:
    """Ends an open offer; one that was taken or has ended stays as it is."""
    if open_invitations().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record("invitation.revoked", invitation)


def find(token: str) -> Invitation | None:
    """The open offer the link is for, whatever account is in scope."""
    rows = Invitation.everywhere.select_related("account", "created_by")
    return rows.filter(
        digest=_digest(token), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).first()


def person_of(invitation: Invitation) -> User | None:
    """Who signs in with the invited address."""
    return User.objects.filter(email__iexact=invitation.email, is_active=True).order_by("pk").first()


def accept(invitation: Invitation, user: User) -> Membership:
    """Makes the invited person a member. Raises ValidationError when the offer is gone or meant for somebody else."""
    if user.email.lower() != invitation.email:
        raise ValidationError(_("This invitation is for another e-mail address."))
    mine = Invitation.everywhere.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    with transaction.atomic(), use_account(invitation.account_id):
        if not mine.update(accepted_at=timezone.now()):
            raise ValidationError(_("This invitation is no longer open."))
        membership, made = Membership.objects.get_or_create(
            account_id=invitation.account_id, user=user, defaults={"role": invitation.role}
        )
        if made:
            record("member.joined", membership, actor=user.get_username(), role=membership.role)
        _verify(user)
    return membership


def accept_as_new(invitation: Invitation, name: str, password: str) -> Membership:
    """The same for a person who has no sign-in yet, which is made. Raises ValidationError (by field)."""
    user = User(username=invitation.email, email=invitation.email, first_name=name[:150])
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    if User.objects.filter(username__iexact=invitation.email).exists():
        raise ValidationError(_("This address has a sign-in already: sign in to join."))
    with transaction.atomic():
        user.set_password(password)
        user.save()
        return accept(invitation, user)


def _verify(user: User) -> None:
    """The link went to the address, so its owner came; two-factor sign-in asks for a verified one."""
    address, _made = EmailAddress.objects.get_or_create(
        user=user, email__iexact=user.email, defaults={"email": user.email.lower()}
    )
    if not address.verified and address.set_verified():
        address.set_as_primary(conditional=True)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(row: Invitation, url: str, by: Membership) -> bool:
    context = {"invitation": row, "account": by.account, "by": by.user, "url": url}
    text = render_to_string("compliance/invitation_email.txt", context)
    subject = _("%(person)s invites you to %(account)s") % {
        "person": by.user.email,
        "account": by.account.name,
    }
    try:
        return bool(send_mail(" ".join(subject.split()), text, None, [row.email]))
    except OSError as error:  # smtplib's errors are OSErrors; the link can be handed over by hand
        logger.warning("the invitation %s could not be mailed: %s", row.pk, type(error).__name__)
        return False
