"""Addresses of the web process: whether one is still free, which one is public, and when it answers."""

import errno
import ipaddress
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from config import env

READY_SECONDS = 60.0
LOOK_SECONDS = 0.1


class NotReady(RuntimeError):
    """A process cannot be reached, or its port is somebody else's; the message says what to do or where to look."""


def reachable_url(host: str, port: int) -> str:
    """The address at which this machine reaches a server listening on `host`."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.version == 6:
        return f"http://[{'::1' if address.is_unspecified else host}]:{port}"
    return f"http://{'127.0.0.1' if address.is_unspecified else host}:{port}"


def public_url(host: str, port: int, given: str = "") -> str:
    """The address carriers and browsers use: the one given, else PUBLIC_URL, else that of the server itself.

    Raises ImproperlyConfigured when it is no http address.
    """
    if given:
        return env.check_address("--public-url", given)
    return env.address("PUBLIC_URL", reachable_url(host, port))


def require_free_port(host: str, port: int) -> None:
    """Raises NotReady when somebody listens on it. The web server itself would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # A restart may follow a stop at once: connections that linger do not count, listeners still do.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise NotReady(f"port {port} is taken, choose another with --port") from error
            raise NotReady(f"cannot listen on {host}, port {port}: {error.strerror}") from error


def wait_until_ready(url: str, log: Path, *, public: str = "", seconds: float = READY_SECONDS) -> None:
    """Asks `url` until it answers 200. `public`: the address whose host the question names. Raises NotReady."""
    headers = {"Host": urlsplit(public).netloc} if public else {}
    deadline = time.monotonic() + seconds
    last = "no answer"
    while time.monotonic() < deadline:
        try:
            status = httpx.get(url, headers=headers, timeout=2, trust_env=False).status_code
        except httpx.TransportError:
            last = "no answer"
        else:
            if status == 200:
                return
            last = f"status {status}"
        time.sleep(LOOK_SECONDS)
    raise NotReady(f"{last} at {url} within {seconds:g} s; see {log}")
