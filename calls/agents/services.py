"""What people change about agents."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Agent
from compliance.audit.chain import record
from compliance.models import Membership


def change_agent(row: Agent, *, name: str, user: User | None) -> list[str]:
    """Name, and the member who sees the agent's calls as their own; what really changed. Raises ValidationError."""
    if user and not Membership.objects.filter(account_id=row.account_id, user=user).exists():
        raise ValidationError({"user": _("This person is no member of the account.")})
    if user and Agent.objects.filter(user=user).exclude(pk=row.pk).exists():
        raise ValidationError({"user": _("This member is linked to another agent.")})
    changed = [key for key, value in {"name": name, "user": user}.items() if getattr(row, key) != value]
    if changed:
        row.name, row.user = name, user
        with transaction.atomic():
            row.save(update_fields=["name", "user"])
            record("agent.changed", row, fields=changed, linked=user is not None)
    return changed
