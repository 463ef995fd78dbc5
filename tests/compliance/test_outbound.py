"""The outbound client: private addresses, size, time, redirects."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from compliance import outbound


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/big":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b"x" * 100_000)
            return
        if self.path == "/announced":
            self.send_response(200)
            self.send_header("Content-Length", "99999999")
            self.end_headers()
            return
        if self.path == "/slow-head":
            for _ in range(40):
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n" if _ == 0 else b"X-A: b\r\n")
                except OSError:
                    return
                threading.Event().wait(0.1)
            return
        if self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "50")
            self.end_headers()
            for _ in range(50):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
                threading.Event().wait(0.05)
            return
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://169.254.169.254/")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    settings.OUTBOUND_PRIVATE_HOSTS = [f"127.0.0.1:{running.server_port}"]
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def test_an_allowed_address_answers(server: str) -> None:
    answer = outbound.request("GET", f"{server}/")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://0.0.0.0:1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
    ],
)
def test_private_addresses_are_refused(url: str, settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE_HOSTS = []
    with pytest.raises(outbound.Forbidden) as caught:
        outbound.request("GET", url)
    assert caught.value.permanent


def test_another_port_of_an_allowed_host_is_refused(server: str) -> None:
    with pytest.raises(outbound.Forbidden):
        outbound.request("GET", "http://127.0.0.1:1/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(outbound.Forbidden):
        outbound.request("GET", url)


@pytest.mark.parametrize("path", ["/big", "/announced"])
def test_too_much_is_cut_off(server: str, path: str) -> None:
    with pytest.raises(outbound.TooLarge):
        outbound.request("GET", server + path, limits=outbound.Limits(bytes=500_000))


def test_a_dripping_answer_ends_with_the_time(server: str) -> None:
    with pytest.raises(outbound.OutboundError) as caught:
        outbound.request("GET", f"{server}/drip", limits=outbound.Limits(seconds=0.3))
    assert not caught.value.permanent


def test_dripping_headers_end_with_the_time(server: str) -> None:
    started = time.monotonic()
    with pytest.raises(outbound.OutboundError):
        outbound.request("GET", f"{server}/slow-head", limits=outbound.Limits(seconds=0.5))
    assert time.monotonic() - started < 1.5


def test_redirects_are_not_followed(server: str) -> None:
    assert outbound.request("GET", f"{server}/away").status_code == 302


def test_nobody_there_is_worth_another_try(settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1:9"]
    with pytest.raises(outbound.OutboundError) as caught:
        outbound.request("GET", "http://127.0.0.1:9/")
    assert not caught.value.permanent
