"""The tables of the reports that are mailed, as their pages show them for the same address."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from attribution.reports.asked import Asked, read_asked
from attribution.reports.flows import read_paths
from attribution.reports.paths_page import PathsReport
from attribution.reports.period import read_period
from attribution.reports.pivot import pivot
from attribution.reports.report import Question
from attribution.reports.roas import RoasReport, roas
from attribution.reports.tables import pivot_table, sides_table
from attribution.schedules.table import Column, MailTable
from compliance.models import Account

KINDS: Mapping[str, str] = {
    "cost": "money",
    "value": "money",
    "cpa": "money",
    "cost_per_call": "money",
    "cost_per_qualified": "money",
    "roas": "times",
    "visits": "whole",
    "rate": "percent",
}
SHOWN = ("by", "cost", "calls", "conversions", "value", "cpa", "roas")


def roas_table(query: Mapping[str, str], account: Account) -> MailTable:
    """Return on ad spend: figures, a pivot or two sides."""
    asked = read_asked(query, account.time_zone)
    question = asked.question
    if asked.across:
        keys, lines = pivot_table(pivot(question, asked.across, asked.measure), asked.measure)
        kind = _kind(asked.measure)
        columns = [Column(key, key, kind) for key in keys[1:]]
    elif asked.sides and asked.other:
        keys, lines = sides_table(roas(question), roas(asked.other))
        columns = [Column(key, _words(key), _kind(key)) for key in keys[1:]]
    else:
        keys, lines = RoasReport.columns, RoasReport().rows(question)
        columns = [Column(key, _words(key), _kind(key)) for key in SHOWN[1:]]
    head = Column("by", _words(question.by))
    return MailTable(
        _("Return on ad spend"), _roas_period(asked), [head, *columns], keys, lines[:-1], lines[-1]
    )


def paths_table(query: Mapping[str, str], account: Account) -> MailTable:
    """Channel paths, those with most journeys first."""
    period = read_period(query, account.time_zone)
    found = read_paths(Question(period.start, period.end, "path", "last"), query.get("channel", ""))
    columns = [
        Column("path", _("Path")),
        *(Column(key, _words(key), _kind(key)) for key in ("journeys", "conversions", "rate", "value")),
    ]
    return MailTable(
        _("Paths"),
        in_words(period.start, period.end),
        columns,
        PathsReport.columns,
        PathsReport.lines(found),
    )


def in_words(start: date, end: date) -> str:
    """Nov 1 – Nov 21, 2026; a single day as such."""
    last = date_format(end, "M j, Y")
    if start == end:
        return last
    return f"{date_format(start, 'M j' if start.year == end.year else 'M j, Y')} – {last}"


def _roas_period(asked: Asked) -> str:
    own = in_words(asked.question.start, asked.question.end)
    if not asked.sides or asked.other is None or asked.against:
        return own
    return _("%(one)s against %(other)s") % {
        "one": own,
        "other": in_words(asked.other.start, asked.other.end),
    }


def _kind(key: str) -> str:
    name = key.removesuffix("_other").removesuffix("_difference")
    return KINDS.get(name, "amount")


def _words(key: str) -> str:
    known = {"cpa": "CPA", "roas": "ROAS"}
    name, _gap, side = key.partition("_") if key.partition("_")[0] in (*known, *SHOWN) else (key, "", "")
    return " ".join(part for part in (known.get(name, name.replace("_", " ").capitalize()), side) if part)
