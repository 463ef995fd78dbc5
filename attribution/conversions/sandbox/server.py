"""The HTTP server of the sandbox, with its control addresses under /_sandbox/."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attribution.conversions.sandbox.exchange import Answer, Incoming
from attribution.conversions.sandbox.faults import Fault
from attribution.conversions.sandbox.sandbox import WEBHOOK_SECRET, Sandbox

LARGEST = 5_000_000
CONTROL = "/_sandbox/"


class SandboxServer(ThreadingHTTPServer):
    """One thread a connection, around one sandbox."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    """Turns HTTP into calls of the sandbox and back."""

    protocol_version = "HTTP/1.1"
    server: SandboxServer

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet."""

    def do_GET(self) -> None:
        """Reads."""
        self._handle()

    def do_POST(self) -> None:
        """Writes."""
        self._handle()

    def _handle(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self._send(Answer(413, {"error": "too large, or no length"}))
            return
        parts = urlsplit(self.path)
        incoming = Incoming(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            at=datetime.now(UTC),
        )
        answer = _control(self.server.sandbox, incoming) if parts.path.startswith(CONTROL) else None
        answer = answer or self.server.sandbox.handle(incoming)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())


def _control(sandbox: Sandbox, incoming: Incoming) -> Answer:
    """GET health, received, counted (both ?destination=KEY); POST faults ({destination, kind, times, …}), clear.

    Destinations are named by key or path (google, meta, webhook).
    """
    command = (incoming.method, incoming.path.removeprefix(CONTROL))
    destination = sandbox.key_of(incoming.query.get("destination", ""))
    if command == ("GET", "health"):
        return Answer(200, {"status": "ok"})
    if command == ("GET", "received") and (destination or not incoming.query.get("destination")):
        return Answer(200, {"received": sandbox.received(destination)})
    if command == ("GET", "counted") and destination:
        return Answer(200, {"counted": sandbox.counted(destination)})
    if command == ("POST", "clear"):
        sandbox.clear()
        return Answer(200, {"status": "cleared"})
    if command == ("POST", "faults"):
        return _add_fault(sandbox, incoming)
    return Answer(404, {"error": "no such control, or no such destination"})


def _add_fault(sandbox: Sandbox, incoming: Incoming) -> Answer:
    try:
        document = incoming.json()
        fault, times = Fault.from_json(document), int(document.get("times", 1))
        destination = sandbox.key_of(document["destination"])
        if not destination or not 1 <= times <= 10_000:
            raise ValueError("no such destination, or times out of range")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Answer(400, {"error": str(error)})
    sandbox.faults.add(destination, fault, times)
    return Answer(200, {"status": "added"})


@contextmanager
def running(
    *, port: int = 0, host: str = "127.0.0.1", store: Path | None = None, webhook_secret: str = WEBHOOK_SECRET
) -> Iterator[Sandbox]:
    """A sandbox that serves while the block runs; port 0 takes a free one. `url` tells where."""
    sandbox = Sandbox(store=store, webhook_secret=webhook_secret)
    server = SandboxServer((host, port), sandbox)
    sandbox.url = f"http://{host}:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sandbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
