"""Starting on first use, stopping after the last user: a shared lock counts the users, the kernel keeps it honest."""

import atexit
import fcntl
import os
from contextlib import nullcontext
from pathlib import Path

from config.engines import postgres, valkey
from config.engines.place import Place, locked, make, state_file

_held: dict[tuple[int, Path, Place], int] = {}


def use_postgres(var: Path, options: tuple[str, ...] = ()) -> Place:
    """A running PostgreSQL for `var`; this process counts as a user until it ends. Raises EngineError."""
    with locked(var, "start"):
        place = make(var)
        if not postgres.running(place):
            postgres.start(place, options)
        _hold(var, place)
    return place


def use_valkey(var: Path) -> Place:
    """A running Valkey for `var`; this process counts as a user until it ends. Raises EngineError."""
    with locked(var, "start"):
        place = make(var)
        if not valkey.running(place):
            valkey.start(place)
        _hold(var, place)
    return place


def leave(var: Path) -> None:
    """This process uses the engines of `var` no more; the last one to say so stops them.

    What it holds is stopped even if `var` was removed or made anew meanwhile.
    """
    mine = [key for key in _held if key[:2] == (os.getpid(), var)]
    if not mine:
        return
    with locked(var, "start") if state_file(var).exists() else nullcontext():
        for key in mine:
            _release(_held.pop(key), key[2])


def _release(handle: int, place: Place) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    finally:
        os.close(handle)
    valkey.stop(place)
    postgres.stop(place)


def _hold(var: Path, place: Place) -> None:
    key = (os.getpid(), var, place)
    if key in _held:
        return
    handle = os.open(var / "engines" / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    _held[key] = handle
    atexit.register(leave, var)
