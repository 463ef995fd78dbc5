"""What the running product consists of."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config.engines import postgres, valkey
from config.engines.usage import leave, use_postgres, use_valkey
from config.running.readiness import reachable_url, require_free_port, wait_until_ready
from config.running.supervisor import Process, Supervisor


def free_port(host: str) -> int:
    """A port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    host: str, port: int, public_url: str, extra: dict[str, str] | None = None
) -> Iterator[Supervisor]:
    """Engines, migrations, static files, web, workers and beat, until the block ends. Raises NotReady."""
    require_free_port(host, port)
    environment = {**os.environ, "PUBLIC_URL": public_url, "PYTHONUNBUFFERED": "1", **(extra or {})}
    var = Path(settings.VAR_DIR)
    if not settings.DATABASE_URL:
        environment["DATABASE_URL"] = postgres.url(use_postgres(var))
    if not os.environ.get("BROKER_URL"):
        environment["BROKER_URL"] = valkey.broker_url(use_valkey(var))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    supervisor = Supervisor(processes(host, port), environment, Path(settings.BASE_DIR))
    try:
        supervisor.start()
        wait_until_ready(f"{reachable_url(host, port)}/healthz", var / "log" / "web.log", public=public_url)
        yield supervisor
    finally:
        supervisor.stop()
        leave(var)


def processes(host: str, port: int) -> list[Process]:
    """Web, one worker for speech, one for everything else, beat."""
    var = Path(settings.VAR_DIR)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    web = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(min(cores, 4)),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "config.wsgi:application",
    ]
    worker = [
        "-m",
        "celery",
        "-A",
        "config",
        "--quiet",
        "worker",
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
    ]
    speech = [*worker, "-Q", "cpu", "-c", str(max(1, cores // 2)), "-n", "speech@%h"]
    other = [*worker, "-Q", "fast,io", "-P", "threads", "-c", "8", "-n", "other@%h"]
    beat = ["-m", "celery", "-A", "config", "--quiet", "beat", "-s", str(var / "beat"), "--pidfile", ""]
    commands = {"web": web, "speech": speech, "other": other, "beat": beat}
    return [Process(name, arguments, var / "log" / f"{name}.log") for name, arguments in commands.items()]
