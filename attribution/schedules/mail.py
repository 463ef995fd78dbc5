"""The message of a report: as text and HTML, with the whole table attached as CSV."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify

from attribution.models import ReportSchedule
from attribution.schedules.table import MailTable, table_of
from compliance.locales import enter_country
from compliance.models import Account
from compliance.tables import Cell, render

LINES = 25


def compose(schedule: ReportSchedule, account: Account, recipients: list[str]) -> EmailMultiAlternatives:
    """The message to all of them, made now. Raises UnknownMember for a page that is not mailed any more, ValueError."""
    enter_country(account.country)
    with timezone.override(ZoneInfo(account.time_zone)), translation.override(settings.LANGUAGE_CODE):
        table = table_of(schedule.page)(QueryDict(schedule.query).dict(), account)
        context = _context(schedule, account, table)
        text = render_to_string("attribution/mail/report.txt", context)
        page = render_to_string("attribution/mail/report.html", context)
    subject = " ".join(f"{schedule.name} · {table.period}".split())
    headers = {
        "List-Unsubscribe": f"<{context['leave']}>",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(subject, text, None, recipients, headers=headers)
    message.attach_alternative(page, "text/html")
    today = timezone.localdate(timezone=ZoneInfo(account.time_zone))
    name = f"{slugify(schedule.name) or schedule.page}-{today}.csv"
    rows = [*table.rows, *([table.total] if table.total else [])]
    message.attach(name, render(table.keys, rows, "csv") + "\n", "text/csv")
    return message


def _context(schedule: ReportSchedule, account: Account, table: MailTable) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}{reverse(schedule.page)}"
    return {
        "schedule": schedule,
        "account": account,
        "table": table,
        "rows": [_cells(table, row) for row in table.rows[:LINES]],
        "total": _cells(table, table.total) if table.total else None,
        "more": max(len(table.rows) - LINES, 0),
        "address": f"{address}?{schedule.query}" if schedule.query else address,
        "leave": f"{settings.PUBLIC_URL}{reverse('leave-schedule', args=[schedule.pk])}",
    }


def _cells(table: MailTable, row: Mapping[str, Cell]) -> list[tuple[str, Cell, str]]:
    """Kind, value and label of each cell."""
    return [(column.kind, row.get(column.key), column.label) for column in table.columns]
