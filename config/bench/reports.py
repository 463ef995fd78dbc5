"""How long reports take with a million calls and five million touchpoints, and with ten times the history before them.

The calls are made by `manage.py simulate --crowd`. The history before them is not made of calls: reports read daily sums
only, so the sums of the year (of credit, those of one rule) are laid down nine times more, a year earlier each time.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from attribution.models import CallDay, CreditDay, PathDay, Touchpoint, TransitionDay, VisitDay
from attribution.reports.report import Question
from attribution.reports.roas import roas
from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account
from config.simulation.history import Size, write_crowd_history

CALLS, DAYS, SEED = 1_000_000, 365, 7
ACCOUNT = "crowd"
ROUNDS = 7
YEARS_BEFORE = 9
RULE = "last"
ASKED = (
    ("keyword", "last", 30),
    ("keyword", "last", 365),
    ("keyword", "w_shaped", 365),
    ("campaign", "linear", 365),
    ("landing_page", "time_decay", 365),
    ("month", "position", 365),
    ("channel", "markov", 365),
    ("channel", "counterfactual", 365),
)
LENGTHEN = """
INSERT INTO {table} (day, {names})
SELECT day - year * 365, {names} FROM {table}, generate_series(1, %s) year WHERE account_id = %s {only}
"""
ONLY: dict[type[Model], str] = {CreditDay: f"AND rule = '{RULE}'"}
SUMS = (CreditDay, CallDay, VisitDay, TransitionDay, PathDay)


@dataclass(frozen=True, slots=True)
class Read:
    """One report: what was asked, median and slowest milliseconds, lines."""

    what: str
    median: float
    slowest: float
    lines: int


def measure_reports(calls: int, told: Callable[[int], None]) -> Iterator[Read | str]:
    """Sizes in words, the reports, and the reports again after ten times the history."""
    call_command("migrate", verbosity=0)
    account, made = Account.objects.get_or_create(slug=ACCOUNT, defaults={"name": "A crowd"})
    if made:
        write_crowd_history(account, Size(calls, DAYS, SEED), told)
    with use_account(account.pk):
        _analyze()
        yield f"{Call.objects.count():,} calls, {Touchpoint.objects.count():,} touchpoints, {_sums():,} daily sums"
        yield from _read()
        if not CreditDay.objects.filter(day__lt=datetime.now(UTC).date() - timedelta(days=2 * DAYS)).exists():
            _lengthen(account)
        _analyze()
        yield f"after ten times the history: {_sums():,} daily sums"
        yield from _read(RULE, "markov", "counterfactual")


def _read(*rules: str) -> Iterator[Read]:
    """All that is asked, or what is asked under these rules."""
    today = datetime.now(UTC).date()
    for by, rule, days in (one for one in ASKED if not rules or one[1] in rules):
        times, lines = [], 0
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            lines = len(roas(Question(today - timedelta(days=days - 1), today, by, rule)).lines)
            times.append((time.perf_counter() - begin) * 1000)
        yield Read(f"ROAS by {by}, {rule}, {days} days", statistics.median(times), max(times), lines)


def _lengthen(account: Account) -> None:
    with connection.cursor() as cursor:
        for model in SUMS:
            columns = [f.column for f in model._meta.concrete_fields if f.column not in ("id", "day")]
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                LENGTHEN.format(table=model._meta.db_table, names=names, only=ONLY.get(model, "")),
                [YEARS_BEFORE, account.pk],
            )


def _sums() -> int:
    return sum(model._default_manager.count() for model in SUMS)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
