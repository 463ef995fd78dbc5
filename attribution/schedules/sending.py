"""Sending what is due. Rows are the truth: a schedule is claimed by moving its `next_at`, before anything is sent.

At most once per period: a worker that dies after its claim has sent nothing or something, nobody can tell, and a report
that is missing does less harm than one that comes again and again. What the mail server refused, or what could not be made,
surely did not go out and is tried again; a connection that broke while the message was under way is not.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.utils import timezone

from attribution.models import ReportSchedule
from attribution.schedules.cadence import next_time
from attribution.schedules.mail import compose
from attribution.schedules.services import readers
from compliance.audit.chain import record
from compliance.dispatch import enqueue
from compliance.models import Account
from compliance.tenancy import use_account

logger = logging.getLogger(__name__)

TASK = "attribution.send_report"
BATCH = 500
MOST_FAILURES = 5
BACK_OFF = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3))


def enqueue_due() -> int:
    """Puts the schedules of all accounts that are due on the queue; how many. Twice does no harm."""
    due = ReportSchedule.everywhere.filter(active=True, next_at__lte=timezone.now()).order_by("next_at")
    found = list(due.values_list("account_id", "pk")[:BATCH])
    for account_id, schedule_id in found:
        with use_account(account_id):
            enqueue(TASK, schedule_id, queue="io")
    return len(found)


def send(schedule_id: int) -> bool:
    """Sends a schedule of the account in scope if it is due and nobody else does; whether a message went out."""
    now = timezone.now()
    schedule = ReportSchedule.objects.filter(pk=schedule_id, active=True, next_at__lte=now).first()
    if schedule is None:
        return False
    account = Account.objects.get(pk=schedule.account_id)
    following = next_time(schedule.cadence, schedule.hour, account.time_zone, now)
    if not _claim(schedule, following):
        return False
    may = {user.pk for user in readers()}
    recipients = [user.email for user in schedule.recipients.filter(pk__in=may).order_by("email")]
    if not recipients:
        _stop(schedule, "Nobody is left who may see reports.")
        return False
    try:
        message = compose(schedule, account, recipients)
        connection = get_connection()
        connection.open()
    except Exception as error:  # noqa: BLE001  a report that cannot be made is counted, or it would be due for ever
        _failed(schedule, error, now, following, again=True)
        return False
    try:
        connection.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        _failed(schedule, error, now, following, again=True)
        return False
    except OSError as error:
        _failed(schedule, error, now, following, again=False)
        return False
    finally:
        connection.close()
    ReportSchedule.objects.filter(pk=schedule.pk).update(sent_at=now, failures=0, error="")
    record("schedule.sent", schedule, page=schedule.page, recipients=len(recipients))
    return True


def _claim(schedule: ReportSchedule, following: datetime) -> bool:
    """Whether it is ours: whoever moves `next_at` first has it."""
    mine = ReportSchedule.objects.filter(pk=schedule.pk, active=True, next_at=schedule.next_at)
    return mine.update(next_at=following) == 1


def _failed(
    schedule: ReportSchedule, error: Exception, now: datetime, following: datetime, *, again: bool
) -> None:
    """Counts the failure; tries again before the next period if it may, and stops after MOST_FAILURES in a row."""
    failures = schedule.failures + 1
    reason = _reason(error)
    logger.warning("report schedule %s failed (%s): %s", schedule.pk, failures, type(error).__name__)
    if failures >= MOST_FAILURES:
        _stop(schedule, reason, failures)
        return
    retry = min(now + BACK_OFF[failures - 1], following) if again else following
    # Somebody may have changed when it is sent meanwhile.
    mine = ReportSchedule.objects.filter(pk=schedule.pk, next_at=following)
    mine.update(failures=failures, error=reason, next_at=retry)


def _reason(error: Exception) -> str:
    """What people read: the mail server's own words, and of other errors their kind, for a text may quote rows."""
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}"[:300]
    return str(error)[:300] if isinstance(error, OSError) else type(error).__name__


def _stop(schedule: ReportSchedule, reason: str, failures: int = MOST_FAILURES) -> None:
    ReportSchedule.objects.filter(pk=schedule.pk).update(active=False, failures=failures, error=reason)
    record("schedule.stopped", schedule, page=schedule.page)
