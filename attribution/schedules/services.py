"""Keeping, pausing and ending schedules, and who may be sent what."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.models import ReportSchedule
from attribution.schedules.cadence import next_time
from attribution.schedules.table import mailed_reports
from compliance.accounts.roles import PERMISSIONS
from compliance.audit.chain import record
from compliance.models import Account, Membership
from compliance.tenancy import require_account_id

SEES = "reports.view"


def readers() -> list[User]:
    """The members of the account in scope who may see reports and have an e-mail address, by address."""
    roles = [role for role, words in PERMISSIONS.items() if SEES in words]
    members = Membership.objects.select_related("user").filter(
        account_id=require_account_id(), role__in=roles, user__is_active=True
    )
    return sorted((one.user for one in members if one.user.email), key=lambda user: user.email.lower())


@transaction.atomic
def save_schedule(
    schedule: ReportSchedule, *, name: str, cadence: str, hour: int, recipients: Collection[User], actor: User
) -> None:
    """Keeps a schedule; the next message is the next one of its cadence. Raises ValidationError.

    Whoever is no reader any more is left out, whoever asks for it.
    """
    may = {user.pk for user in readers()}
    if schedule.page not in mailed_reports():
        raise ValidationError({"name": _("This page is not sent by e-mail.")})
    if not recipients or any(user.pk not in may for user in recipients):
        raise ValidationError({"recipients": _("Choose members who may see reports.")})
    new = schedule.pk is None
    schedule.name, schedule.cadence, schedule.hour = name, cadence, hour
    if new:
        schedule.owner = actor
    schedule.next_at = _next(schedule)
    schedule.full_clean(exclude=["account"])
    schedule.save()
    schedule.recipients.set(recipients)
    record(
        "schedule.made" if new else "schedule.changed",
        schedule,
        actor=actor.get_username(),
        page=schedule.page,
        cadence=cadence,
        recipients=sorted(user.pk for user in recipients),
    )


@transaction.atomic
def switch(schedule: ReportSchedule, *, on: bool, actor: User) -> None:
    """Pauses a schedule, or lets it go on with the next period; what was missed is not sent after it."""
    schedule.active = on
    if on:
        schedule.next_at, schedule.failures, schedule.error = _next(schedule), 0, ""
    schedule.save(update_fields=["active", "next_at", "failures", "error"])
    record("schedule.resumed" if on else "schedule.paused", schedule, actor=actor.get_username())


@transaction.atomic
def delete_schedule(schedule: ReportSchedule, *, actor: User) -> None:
    """Ends a schedule."""
    record("schedule.deleted", schedule, actor=actor.get_username(), page=schedule.page)
    schedule.delete()


@transaction.atomic
def leave(schedule: ReportSchedule, user: User) -> bool:
    """Takes somebody off the recipients; without any left it pauses. False where the person was none."""
    if not schedule.recipients.filter(pk=user.pk).exists():
        return False
    schedule.recipients.remove(user)
    if not schedule.recipients.exists():
        ReportSchedule.objects.filter(pk=schedule.pk).update(active=False)
    record("schedule.left", schedule, actor=user.get_username())
    return True


def _next(schedule: ReportSchedule) -> datetime:
    zone = Account.objects.get(pk=require_account_id()).time_zone
    return next_time(schedule.cadence, schedule.hour, zone, timezone.now())
