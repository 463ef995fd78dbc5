"""What other currencies were worth in the account's, from which day on."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from attribution.costs.source import CURRENCY, CostError, Rejected
from attribution.models import AdSpend, ExchangeRate
from compliance.audit.chain import record
from compliance.days import parse_day
from compliance.models import Account
from compliance.tenancy import require_account_id

COLUMNS = ("date", "currency", "rate")
DIGITS, PLACES = 18, 8  # of the column


@dataclass(frozen=True, slots=True)
class Rate:
    """From `day` on one unit of `currency` is worth `rate` of the account's currency."""

    day: date
    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import of rates did: how many rates there were, and how many of them were not known so before."""

    rows: int
    changed: int


def own_currency() -> str:
    """The currency the account in scope is kept in."""
    return Account.objects.get(pk=require_account_id()).currency


def first_days() -> dict[str, date]:
    """Currency -> first day with a rate: from then on there is always one."""
    rows = ExchangeRate.objects.order_by().values("currency").annotate(first=Min("day"))
    return {row["currency"]: row["first"] for row in rows}


def save_rate(one: Rate) -> bool:
    """Adds a rate, or replaces that of the same day, and records it; whether anything changed. Raises ValidationError."""
    if one.currency == own_currency():
        raise ValidationError({"currency": _("This is the account's own currency.")})
    with transaction.atomic():
        row = ExchangeRate.objects.select_for_update().filter(currency=one.currency, day=one.day).first()
        if row is not None and row.rate == one.rate:
            return False
        before = str(row.rate) if row else None
        row = row or ExchangeRate(account_id=require_account_id(), currency=one.currency, day=one.day)
        row.rate = one.rate
        row.full_clean(exclude=["account"])
        row.save()
        facts = {"currency": one.currency, "day": one.day.isoformat(), "rate": str(one.rate)}
        record("rate.saved", row, **facts, **({"before": before} if before else {}))
    return True


def remove_rate(row: ExchangeRate) -> None:
    """Removes a rate and records it. Raises ValidationError where some spend would be left without any."""
    with transaction.atomic():
        others = ExchangeRate.objects.filter(currency=row.currency).exclude(pk=row.pk)
        first = others.aggregate(first=Min("day"))["first"]
        needing = AdSpend.objects.filter(currency=row.currency, date__gte=row.day)
        needing = needing.filter(date__lt=first) if first else needing
        if (first is None or first > row.day) and needing.exists():
            raise ValidationError(_("There is ad spend that only this rate converts: change it instead."))
        record("rate.removed", row, currency=row.currency, day=row.day.isoformat(), rate=str(row.rate))
        row.delete()


def import_rates(file: Path) -> Kept:
    """Adds or replaces all rates of a CSV file (date,currency,rate), or none. Raises CostError, OSError."""
    found = _read(file)
    with transaction.atomic():
        changed = sum(save_rate(one) for one in found)
    return Kept(len(found), changed)


def read_rate(text: str) -> Decimal:
    """A rate above 0 with at most 8 digits after the point. Raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or value <= 0 or value >= 10 ** (DIGITS - PLACES):
        raise ValueError(text)
    if value != round(value, PLACES):
        raise ValueError(text)
    return value


def _read(file: Path) -> list[Rate]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CostError([Rejected(1, "file", "is not UTF-8 text")]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in reader.fieldnames or []]
    missing = [Rejected(1, name, "the column is missing") for name in COLUMNS if name not in names]
    missing += [Rejected(1, name, "no such column is known") for name in names if name not in COLUMNS]
    if missing:
        raise CostError(missing)
    reader.fieldnames = names
    found, rejected = [], []
    own = own_currency()
    for row in reader:
        one, problems = _read_row(reader.line_num, row, own)
        rejected += problems
        if one is not None:
            found.append((reader.line_num, one))
    rejected += _twice(found)
    if rejected:
        raise CostError(sorted(rejected, key=lambda item: item.row))
    return [one for _, one in found]


def _read_row(number: int, cells: dict[str, str], own: str) -> tuple[Rate | None, list[Rejected]]:
    if None in cells or None in cells.values():
        return None, [Rejected(number, "row", "has more or fewer cells than the head")]
    text = {name: cells[name].strip() for name in COLUMNS}
    problems = []
    day = rate = None
    try:
        day = parse_day(text["date"])
    except ValueError:
        problems.append(Rejected(number, "date", f"no date like 2026-11-21: {text['date'][:40]!r}"))
    currency = text["currency"].upper()
    if not CURRENCY.match(currency):
        problems.append(Rejected(number, "currency", f"no currency like EUR: {text['currency'][:40]!r}"))
    elif currency == own:
        problems.append(Rejected(number, "currency", f"{own} is the account's own currency"))
    try:
        rate = read_rate(text["rate"])
    except ValueError:
        problems.append(
            Rejected(
                number, "rate", f"no number above 0 with at most {PLACES} decimals: {text['rate'][:40]!r}"
            )
        )
    return (None if problems or day is None or rate is None else Rate(day, currency, rate)), problems


def _twice(found: Iterable[tuple[int, Rate]]) -> list[Rejected]:
    seen: dict[tuple[str, date], int] = {}
    problems = []
    for number, one in found:
        before = seen.setdefault((one.currency, one.day), number)
        if before != number:
            problems.append(Rejected(number, "row", f"the same day and currency as row {before}"))
    return problems
