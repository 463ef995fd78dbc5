"""Spend from a CSV file, as spreadsheets and ad platforms export it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from attribution.costs.source import CURRENCY, CostError, CostSource, Rejected, Spend, mixed
from compliance.days import parse_day

REQUIRED = ("date", "source", "campaign", "cost", "currency")
TEXTS = ("source", "medium", "campaign", "ad_group", "keyword", "ad")
KNOWN = {*REQUIRED, *TEXTS, "clicks", "impressions"}
LONGEST = 200
MOST_COST = Decimal(10) ** 9
MOST_COUNT = 2**31 - 1  # what the column of clicks can hold


class CsvCosts(CostSource):
    """Comma, semicolon or tab; with or without byte-order mark; decimal point or comma, thousands separators allowed."""

    key = "csv"

    def read(self, file: Path) -> list[Spend]:
        """All rows. Raises CostError naming every bad row, also when one combination stands there twice."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise CostError([Rejected(1, "file", "is not UTF-8 text")]) from None
        spends: list[Spend] = []
        rejected: list[Rejected] = []
        for number, cells in _rows(text):
            spend, problems = _read_row(number, cells)
            rejected += problems
            if spend is not None:
                spends.append(spend)
        rejected += _twice(spends) + mixed(spends)
        if rejected:
            raise CostError(sorted(rejected, key=lambda item: item.row))
        return spends


def amount(text: str) -> Decimal:
    """An amount in either notation: the last of `.` and `,` is the decimal sign when 1-2 digits or none follow it.

    "1,234.50", "1.234,50", "1234,5", "1 234.50" -> 1234.5; "1,234" -> 1234. Raises ValueError.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not re.fullmatch(r"-?\d[\d.,]*", plain):
        raise ValueError(text)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0 and (plain.count(plain[last]) > 1 or (len(plain) - last - 1 == 3 and "." not in plain)):
        last = -1
    whole, decimals = (plain, "") if last < 0 else (plain[:last], plain[last + 1 :])
    try:
        return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals or 0}")
    except InvalidOperation:
        raise ValueError(text) from None


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and cells by column of each row. Raises CostError: columns, or a cell longer than the reader takes."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_separator(text))
    before = 0
    try:
        _check_columns([name.strip().lower() for name in reader.fieldnames or []])
        before = reader.line_num
        for row in reader:
            before = reader.line_num
            yield before, {(name or "").strip().lower(): value for name, value in row.items()}
    except csv.Error as error:
        # What follows cannot be read: the reader stands somewhere inside the row, which begins after the last good one.
        raise CostError([Rejected(before + 1, "row", f"cannot be read: {error}")]) from None


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _check_columns(names: list[str]) -> None:
    missing = [Rejected(1, name, "the column is missing") for name in REQUIRED if name not in names]
    unknown = [Rejected(1, name, "no such column is known") for name in names if name not in KNOWN]
    if missing or unknown:
        raise CostError(missing + unknown)


def _read_row(number: int, cells: dict[str, Any]) -> tuple[Spend | None, list[Rejected]]:
    problems: list[Rejected] = []

    def take(name: str, convert: Callable[[str], Any], reason: str) -> Any:
        value = cells.get(name)
        text = value.strip() if isinstance(value, str) else ""
        try:
            return convert(text)
        except ValueError:
            problems.append(Rejected(number, name, f"{reason}: {text[:40]!r}"))
            return None

    if "" in cells or None in cells.values():
        return None, [Rejected(number, "row", "has more or fewer cells than the head")]
    texts = {
        name: take(name, _text, f"no text of at most {LONGEST} characters without NUL") for name in TEXTS
    }
    spend = Spend(
        row=number,
        date=take("date", parse_day, "no date like 2026-11-21"),
        cost_micros=take("cost", _micros, "no amount of 0 or more"),
        currency=take("currency", _currency, "no currency like USD"),
        clicks=take("clicks", _count, "no count"),
        impressions=take("impressions", _count, "no count"),
        **texts,
    )
    if not texts["source"]:
        problems.append(Rejected(number, "source", "is empty"))
    return (None if problems else spend), problems


def _text(text: str) -> str:
    if len(text) > LONGEST or "\x00" in text:
        raise ValueError(text)
    return text


def _micros(text: str) -> int:
    value = amount(text)
    if not 0 <= value <= MOST_COST:
        raise ValueError(text)
    return int((value * 1_000_000).to_integral_value())


def _currency(text: str) -> str:
    if not CURRENCY.match(text.upper()):
        raise ValueError(text)
    return text.upper()


def _count(text: str) -> int | None:
    if not text:
        return None
    value = amount(text)
    if not 0 <= value <= MOST_COUNT or value != value.to_integral_value():
        raise ValueError(text)
    return int(value)


def _twice(spends: list[Spend]) -> list[Rejected]:
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for spend in spends:
        if spend.key in seen:
            found.append(Rejected(spend.row, "row", f"the same day and combination as row {seen[spend.key]}"))
        seen.setdefault(spend.key, spend.row)
    return found
