"""Files of contacts: CSV as spreadsheets export it, or one JSON object per line."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from attribution.costs.source import Rejected
from attribution.people.known import Known, by_crm, by_email, by_phone
from attribution.people.offline import Contact
from compliance.days import FIRST
from compliance.models import Account
from compliance.tenancy import require_account_id
from compliance.texts import storable

REQUIRED = ("id", "at", "source")
NAMES: Mapping[str, Callable[[str], Known]] = {"crm_id": by_crm, "email": by_email, "phone": by_phone}
TEXTS = ("medium", "campaign", "term", "content", "name", "channel")
KNOWN = (*REQUIRED, *TEXTS, *NAMES)
LONGEST = {"channel": 40, "id": 120}
LONGEST_TEXT = 200


class FileError(ValueError):
    """Nothing can be taken from a file; `rejected` names every row that stands in the way."""

    def __init__(self, rejected: list[Rejected]) -> None:
        super().__init__("\n".join(map(str, rejected)))
        self.rejected = tuple(rejected)


def read_contacts(file: Path) -> list[Contact]:
    """All rows of a `.jsonl` file or, by any other name, a CSV file. Raises FileError naming every bad row, OSError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileError([Rejected(1, "file", "is not UTF-8 text")]) from None
    rows = _json_rows(text) if file.suffix.lower() in (".jsonl", ".ndjson") else _csv_rows(text)
    zone = ZoneInfo(Account.objects.get(pk=require_account_id()).time_zone)
    contacts: list[Contact] = []
    rejected: list[Rejected] = []
    for number, cells in rows:
        if isinstance(cells, Rejected):
            rejected.append(cells)
            continue
        contact, problems = _read_row(number, cells, zone)
        rejected += problems
        if contact is not None:
            contacts.append(contact)
    rejected += _twice(contacts)
    if rejected:
        raise FileError(sorted(rejected, key=lambda one: one.row))
    return contacts


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, str] | Rejected]]:
    """Raises FileError: columns, or a cell longer than the reader takes."""
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names = [name.strip().lower() for name in reader.fieldnames or []]
    missing = [Rejected(1, name, "the column is missing") for name in REQUIRED if name not in names]
    unknown = [Rejected(1, name, "no such column is known") for name in names if name not in KNOWN]
    if missing or unknown:
        raise FileError(missing + unknown)
    line = reader.line_num
    try:
        for row in reader:
            line = reader.line_num
            cells = {(name or "").strip().lower(): value for name, value in row.items()}
            if "" in cells or None in cells.values():
                yield line, Rejected(line, "row", "has more or fewer cells than the head")
            else:
                yield line, cells
    except csv.Error as error:
        raise FileError([Rejected(line + 1, "row", f"cannot be read: {error}")]) from None


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str] | Rejected]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            yield number, Rejected(number, "row", "is no JSON object")
            continue
        strange = [name for name, value in row.items() if name not in KNOWN or isinstance(value, dict | list)]
        if strange:
            yield number, Rejected(number, strange[0][:40], "no such field is known")
        else:
            yield number, {name: "" if value is None else str(value) for name, value in row.items()}


def _read_row(number: int, cells: Mapping[str, str], zone: ZoneInfo) -> tuple[Contact | None, list[Rejected]]:
    values = {name: cells.get(name, "").strip() for name in KNOWN}
    problems = [
        Rejected(number, name, f"no text of at most {LONGEST.get(name, LONGEST_TEXT)} characters")
        for name in (*REQUIRED, *TEXTS)
        if len(values[name]) > LONGEST.get(name, LONGEST_TEXT) or not storable(values[name])
    ]
    problems += [Rejected(number, name, "is empty") for name in REQUIRED if not values[name]]
    given = {name: read(values[name]) for name, read in NAMES.items() if values[name]}
    problems += [Rejected(number, name, "names nobody") for name, known in given.items() if not known]
    if not given:
        problems.append(Rejected(number, "phone", "one of phone, email, crm_id is needed"))
    at = _moment(values["at"], zone)
    if at is None and values["at"]:
        problems.append(Rejected(number, "at", f"no past time like 2026-11-21T14:30: {values['at'][:40]!r}"))
    if problems or at is None:
        return None, problems
    texts = {name: values[name] for name in ("source", *TEXTS)}
    return Contact(number, values["id"], at, names=tuple(given.values()), **texts), []


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A day or a time, of the account's zone where it names none; None for anything else and for the future."""
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        return at if date(FIRST.year, 1, 2) <= at.date() and at <= timezone.now() else None
    except (ValueError, OverflowError):
        return None


def _twice(contacts: list[Contact]) -> list[Rejected]:
    seen: dict[str, int] = {}
    found = []
    for one in contacts:
        if one.key in seen:
            found.append(Rejected(one.row, "id", f"the same as in row {seen[one.key]}"))
        seen.setdefault(one.key, one.row)
    return found
