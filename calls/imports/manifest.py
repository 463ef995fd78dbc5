"""The list beside a folder of recordings, checked row by row before anything is written."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from compliance.phones import e164

REQUIRED = ("recording", "started_at")
OPTIONAL = ("external_call_id", "direction", "ani", "dnis", "agent", "caller_channel", "consent", "answered")
AUDIO = {".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".mp4", ".webm", ".gsm", ".aac", ".amr"}
LONGEST = 80
YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One call to import. `consent` None: nothing is known about it; `caller_channel` counts from 0."""

    recording: Path
    external_id: str
    started_at: datetime
    direction: str = "inbound"
    caller: str = ""
    called: str = ""
    agent: str = ""
    caller_channel: int = 0
    consent: bool | None = None
    answered: bool | None = None


class ManifestError(ValueError):
    """Rows that cannot be imported; `rows` are lines of the form `row: field: why`."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__("\n".join(rows))
        self.rows = rows


def read_folder(folder: Path) -> list[Entry]:
    """One call for each audio file, begun when the file was last changed."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in AUDIO and path.is_file())
    return [
        Entry(path.resolve(), name_by_content(path), datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path in files
    ]


def name_by_content(path: Path) -> str:
    """File name and hash: the same recording is the same call from any folder, another of the same name is not."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.name[-60:]}#{digest[:16]}"


def read_manifest(lines: Iterable[str], folder: Path, country: str) -> list[Entry]:
    """Rows of a CSV; `recording` is relative to the folder, `started_at` ISO 8601 with offset. Raises ManifestError."""
    reader = csv.DictReader(lines)
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    problems = [f"1: {name}: the column is missing" for name in REQUIRED if name not in names]
    problems += [f"1: {name}: no such column is known" for name in names if name not in REQUIRED + OPTIONAL]
    if problems:
        raise ManifestError(problems)
    reader.fieldnames = names
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for row in reader:
        number = reader.line_num
        try:
            entry = _read(row, folder, country)
        except _Bad as error:
            problems.append(f"{number}: {error}")
            continue
        if entry.external_id in seen:
            problems.append(f"{number}: external_call_id: the same as in row {seen[entry.external_id]}")
        seen.setdefault(entry.external_id, number)
        entries.append(entry)
    if problems:
        raise ManifestError(problems)
    return entries


class _Bad(ValueError):
    """`field: why`."""


def _read(row: dict[str, str | None], folder: Path, country: str) -> Entry:
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    channel = cells.get("caller_channel") or "0"
    if channel not in ("0", "1", "mono"):
        raise _Bad(f"caller_channel: 0, 1 or mono, not {channel!r}")
    direction = cells.get("direction") or "inbound"
    if direction not in ("inbound", "outbound"):
        raise _Bad(f"direction: inbound or outbound, not {direction!r}")
    recording = _file(cells["recording"], folder)
    return Entry(
        recording=recording,
        external_id=_name(cells.get("external_call_id", ""), recording),
        started_at=_time(cells["started_at"]),
        direction=direction,
        caller=_number(cells, "ani", country),
        called=_number(cells, "dnis", country),
        agent=cells.get("agent", ""),
        caller_channel=1 if channel == "1" else 0,
        consent=_flag(cells, "consent"),
        answered=_flag(cells, "answered"),
    )


def _name(given: str, recording: Path) -> str:
    if len(given) > LONGEST:
        raise _Bad(f"external_call_id: longer than {LONGEST} characters")
    return given or name_by_content(recording)


def _file(name: str, folder: Path) -> Path:
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder.resolve()):
        raise _Bad(f"recording: {name!r} is not inside the folder")
    if not path.is_file():
        raise _Bad(f"recording: no file {name!r}")
    return path


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _Bad(f"started_at: no time like 2026-11-21T10:00:00-08:00: {text!r}") from None
    if at.tzinfo is None:
        raise _Bad(f"started_at: {text!r} has no offset (write Z or +01:00)")
    return at


def _number(cells: dict[str, str], name: str, country: str) -> str:
    text = cells.get(name, "")
    found = e164(text, country) if text else ""
    if text and not found:
        raise _Bad(f"{name}: no phone number: {text!r}")
    return found


def _flag(cells: dict[str, str], name: str) -> bool | None:
    text = cells.get(name, "").lower()
    if not text:
        return None
    if text not in YES | NO:
        raise _Bad(f"{name}: yes or no, not {text!r}")
    return text in YES
