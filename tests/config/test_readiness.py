"""Which address is public, whose port it is, and when a process counts as up."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.running.product import free_port, running
from config.running.readiness import (
    NotReady,
    public_url,
    reachable_url,
    require_free_port,
    wait_until_ready,
)

ROOT = Path(__file__).resolve().parents[2]
PRINTED = "from config import settings as s; print(s.PUBLIC_URL, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS)"
LOCAL = "127.0.0.1"


@contextmanager
def _server(statuses: list[int]) -> Iterator[tuple[str, list[str]]]:
    """Answers with the statuses in turn, the last one for ever; its address and the hosts it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Host"])
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((LOCAL, 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOCAL}:{server.server_address[1]}/healthz", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _settings(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "RINGTRACE_VAR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", PRINTED], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )


def test_the_public_address_is_an_allowed_host_and_a_trusted_origin(tmp_path: Path) -> None:
    done = _settings(tmp_path, PUBLIC_URL="https://calls.example.com:8443/")
    assert done.stdout.strip() == (
        "https://calls.example.com:8443 ['localhost', '127.0.0.1', '[::1]', 'calls.example.com'] "
        "['https://calls.example.com:8443']"
    )


def test_a_plain_http_address_is_no_trusted_origin_and_joins_what_is_set(tmp_path: Path) -> None:
    done = _settings(
        tmp_path,
        PUBLIC_URL="http://[fd00::7]:8000",
        ALLOWED_HOSTS="a.example",
        CSRF_TRUSTED_ORIGINS="https://b.example",
    )
    assert done.stdout.strip() == "http://[fd00::7]:8000 ['a.example', '[fd00::7]'] ['https://b.example']"


def test_a_public_address_without_a_scheme_stops_the_start(tmp_path: Path) -> None:
    done = _settings(tmp_path, PUBLIC_URL="calls.example.com")
    assert done.returncode == 1
    assert "PUBLIC_URL='calls.example.com': write an address such as" in done.stderr


def test_the_option_beats_the_variable_beats_the_server_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://variable.example/")
    assert public_url(LOCAL, 8001, "https://option.example") == "https://option.example"
    assert public_url(LOCAL, 8001) == "https://variable.example"
    monkeypatch.delenv("PUBLIC_URL")
    assert public_url("192.168.1.5", 8001) == "http://192.168.1.5:8001"
    with pytest.raises(ImproperlyConfigured, match="--public-url='nonsense'"):
        public_url(LOCAL, 8001, "nonsense")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("fd00::7", "http://[fd00::7]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_a_server_on_every_interface_is_reached_by_loopback(host: str, expected: str) -> None:
    assert reachable_url(host, 80) == expected


def test_a_port_that_is_shared_readily_counts_as_taken() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((LOCAL, 0))
        other.listen()
        port = other.getsockname()[1]
        for host in (LOCAL, "0.0.0.0"):
            with pytest.raises(NotReady, match=f"^port {port} is taken, choose another with --port$"):
                require_free_port(host, port)
        with pytest.raises(NotReady, match="is taken"), running(LOCAL, port, f"http://{LOCAL}:{port}"):
            pytest.fail("it started")
    require_free_port(LOCAL, port)


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(NotReady, match=r"cannot listen on 192\.0\.2\.1"):
        require_free_port("192.0.2.1", free_port(LOCAL))


def test_the_probe_asks_for_the_public_host_by_no_proxy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with _server([400, 503, 200]) as (url, asked):
        wait_until_ready(url, tmp_path / "web.log", public="https://calls.example.com:8443", seconds=5)
        assert asked == ["calls.example.com:8443"] * 3


def test_the_wait_ends_with_what_was_answered_last_and_asks_at_leisure(tmp_path: Path) -> None:
    with _server([400]) as (url, asked):
        with pytest.raises(NotReady, match=rf"^status 400 at {url} within 0.35 s; see .*web\.log$"):
            wait_until_ready(url, tmp_path / "web.log", seconds=0.35)
        assert 1 <= len(asked) <= 4
