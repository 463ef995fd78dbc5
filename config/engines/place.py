"""Where the embedded servers keep their files, and under which account they run."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT_HOME = Path("/var/lib/ringtrace")


class EngineError(RuntimeError):
    """An embedded server cannot be set up, started or stopped; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """One set of embedded servers. `home` holds their data, `sockets` their unix sockets; both are mode 0700."""

    var: str
    home: str
    sockets: str
    password: str
    account: str | None

    def popen_identity(self) -> dict[str, Any]:
        """Arguments for `subprocess` that give up root, or nothing for an ordinary user."""
        if self.account is None:
            return {}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hands one freshly made path to the account the servers run under."""
        if self.account is not None:
            entry = pwd.getpwnam(self.account)
            os.chown(path, entry.pw_uid, entry.pw_gid)


def unprivileged_account() -> str | None:
    """The account to drop to: none for an ordinary user; under root an existing one, no account is ever made."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise EngineError(
        "running as root and neither 'postgres' nor 'nobody' exists: set DATABASE_URL and BROKER_URL"
    )


def state_file(var: Path) -> Path:
    """The record of one place; readable by its owner only, because it holds the database password."""
    return var / "engines" / "place.json"


@contextmanager
def locked(var: Path, name: str) -> Iterator[int]:
    """Holds an exclusive lock among all processes that share `var`."""
    folder = var / "engines"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def read(var: Path) -> Place | None:
    """The place already made for `var`, or None. A half-written or foreign record counts as none."""
    try:
        place = Place(**json.loads(state_file(var).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return place if place.var == str(var.resolve()) else None


def make(var: Path) -> Place:
    """The place for `var`, made on first use. Call it with the `start` lock held. Raises EngineError."""
    found = read(var)
    if found is None:
        account = unprivileged_account()
        home = _root_home() if account else var / "engines"
        found = Place(str(var.resolve()), str(home), "", secrets.token_urlsafe(24), account)
        found.own(home)
    if not _private_folder(found.sockets, found):
        found = Place(found.var, found.home, _new_sockets(found), found.password, found.account)
        _write(state_file(var), json.dumps(asdict(found)))
    home = Path(found.home)
    if not home.exists():
        home.mkdir(mode=0o700)
        found.own(home)
    return found


def visible_to_account(folder: Path, place: Place) -> bool:
    """Whether the account the servers run under may go into `folder`."""
    if place.account is None:
        return True
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def copy_for_account(folder: Path, target: Path) -> Path:
    """A readable copy of `folder` at `target`, made once, for an account that may not go to the original."""
    if not target.exists():
        temporary = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(folder, temporary, symlinks=True)
        _open_to_all(temporary)
        temporary.rename(target)
    return target


def _root_home() -> Path:
    """A new folder that the servers' account may reach, whatever folder the product itself is in."""
    ROOT_HOME.mkdir(parents=True, exist_ok=True)
    ROOT_HOME.chmod(0o711)  # not by mkdir's mode, which the umask cuts
    return Path(tempfile.mkdtemp(prefix="engines-", dir=ROOT_HOME))


def _open_to_all(folder: Path) -> None:
    """Folders may be entered, files read, programs run, whatever umask the original was installed under."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        runs = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(stat.S_IMODE(mode) | (0o755 if runs else 0o644))


def _new_sockets(place: Place) -> str:
    folder = Path(tempfile.mkdtemp(prefix="ringtrace-", dir="/tmp"))
    place.own(folder)
    return str(folder)


def _private_folder(name: str, place: Place) -> bool:
    if not name:
        return False
    try:
        info = os.lstat(name)
    except OSError:
        return False
    owner = pwd.getpwnam(place.account).pw_uid if place.account else os.geteuid()
    return stat.S_ISDIR(info.st_mode) and info.st_uid == owner and not info.st_mode & 0o077


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content)
    temporary.replace(path)
