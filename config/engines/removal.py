"""Removes a state folder and what its embedded servers keep elsewhere; run as a program, with nothing installed.

It stops nothing: while a process uses the servers, nothing is removed.
"""

import fcntl
import json
import shutil
import sys
from fnmatch import fnmatch
from pathlib import Path

# What the engines make outside the state folder; nothing else is ever removed, whatever a record says.
MADE = ((Path("/var/lib/ringtrace"), "engines-*"), (Path("/") / "tmp", "ringtrace-*"))


class InUse(RuntimeError):
    """A process uses the servers of this state folder."""


def remove(var: Path) -> list[Path]:
    """Removes `var` and the engine folders its records name; what was removed. Raises InUse."""
    records = sorted(var.glob("**/engines/place.json"))
    for record in records:
        _require_unused(record.with_name("users.lock"))
    found = [folder for record in records for folder in _outside(record)]
    removed = [folder for folder in (*found, var) if folder.is_dir()]
    for folder in removed:
        shutil.rmtree(folder)
    return removed


def _outside(record: Path) -> list[Path]:
    try:
        made = json.loads(record.read_text())
        if made["var"] != str(record.parents[1].resolve()):
            return []
        folders = [Path(made["home"]), Path(made["sockets"])]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [
        folder
        for folder in folders
        if any(folder.parent == parent and fnmatch(folder.name, name) for parent, name in MADE)
    ]


def _require_unused(lock: Path) -> None:
    if not lock.exists():
        return
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"{lock.parent.parent} is in use; stop what runs there first") from None


if __name__ == "__main__":
    try:
        for gone in remove(Path(sys.argv[1])):
            sys.stdout.write(f"removed {gone}\n")
    except InUse as error:
        sys.exit(str(error))
