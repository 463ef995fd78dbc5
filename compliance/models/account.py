"""Who owns the data: accounts, their members, their API keys."""

import secrets
from typing import ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned

DEFAULT_NOTICE = "This call may be recorded and analysed for quality."


def validate_time_zone(name: str) -> None:
    """Raises ValidationError for a name that is no IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is no time zone"), params={"name": name})


def new_site_key() -> str:
    """A public key that names the account in the browser snippet."""
    return "rt_" + secrets.token_urlsafe(12)


class Account(models.Model):
    """One tenant, in law the data controller. Never deleted while it has calls."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    currency = models.CharField(max_length=3, default="USD")
    country = models.CharField(
        max_length=2, default="US", help_text=_("Region for numbers written without +.")
    )
    site_key = models.CharField(max_length=40, unique=True, default=new_site_key)
    recording_notice = models.TextField(
        default=DEFAULT_NOTICE, help_text=_("Said before every recorded call.")
    )
    notice_language = models.CharField(max_length=12, default="en-US")
    imports_have_consent = models.BooleanField(
        default=False,
        help_text=_("You attest that imported recordings were made with the consent the law asks for."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do; see `compliance.accounts.roles`."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    COMPLIANCE = "compliance", _("Compliance officer")
    ANALYST = "analyst", _("Analyst")
    SUPERVISOR = "supervisor", _("Supervisor")
    REVIEWER = "reviewer", _("Reviewer")
    AGENT = "agent", _("Agent")
    INTEGRATION = "integration", _("Integration")
    AUDITOR = "auditor", _("Auditor")


class Membership(models.Model):
    """One person's role in one account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user"], name="one_membership_per_account")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ApiKey(AccountOwned):
    """A scoped key for the API. Only its SHA-256 is kept; the key itself is shown once."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
