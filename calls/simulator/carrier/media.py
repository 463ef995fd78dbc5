"""The carrier's recording store: WAV files behind basic auth, as Twilio serves them."""

import base64
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import soundfile

from calls.simulator.carrier.faults import MediaFault

SLOW_SECONDS = 0.2
HUGE_BYTES = 1 << 40
LATE_ANSWERS = 1


@dataclass
class StoredMedia:
    """One recording on offer; `asked` counts requests."""

    path: Path
    fault: MediaFault = MediaFault.NONE
    asked: int = 0


@dataclass
class MediaStore:
    """Recordings by path, and the credentials that open them."""

    account_sid: str
    auth_token: str
    base_url: str = ""
    items: dict[str, StoredMedia] = field(default_factory=dict)

    def add(self, recording_sid: str, path: Path, fault: MediaFault = MediaFault.NONE) -> str:
        """Offers a file; the address to announce (without suffix, as Twilio does)."""
        where = f"/2010-04-01/Accounts/{self.account_sid}/Recordings/{recording_sid}"
        self.items[where] = StoredMedia(path, fault)
        return "http://10.0.0.1/private" if fault is MediaFault.PRIVATE else self.base_url + where


@contextmanager
def serving(store: MediaStore, port: int = 0) -> Iterator[MediaStore]:
    """Serves the store on the loopback until the block ends; sets its `base_url`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.store = store  # type: ignore[attr-defined]
    server.daemon_threads = True
    store.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True, name="carrier-media")
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_wav(path: Path, channels: int | None = None) -> bytes:
    """The recording as 16-bit PCM WAV at its own rate."""
    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    output = io.BytesIO()
    soundfile.write(
        output, samples[:, :channels] if channels else samples, rate, format="WAV", subtype="PCM_16"
    )
    return output.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet."""

    def do_GET(self) -> None:
        """One recording."""
        store = cast(MediaStore, self.server.store)  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        expected = base64.b64encode(f"{store.account_sid}:{store.auth_token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self._send(401, b"Authentication required", "text/plain")
            return
        item = store.items.get(parts.path.removesuffix(".wav"))
        if item is None:
            self._send(
                404,
                b"<TwilioResponse><RestException><Code>20404</Code></RestException></TwilioResponse>",
                "text/xml",
            )
            return
        item.asked += 1
        self._serve(item, two_channels=parse_qs(parts.query).get("RequestedChannels") == ["2"])

    def _serve(self, item: StoredMedia, *, two_channels: bool) -> None:
        fault = item.fault
        if fault is MediaFault.MISSING or (fault is MediaFault.LATE and item.asked <= LATE_ANSWERS):
            self._send(404, b"not there yet", "text/plain")
        elif fault is MediaFault.NOT_AUDIO:
            self._send(200, b"<html><body>An error page</body></html>" * 40, "audio/x-wav")
        elif fault is MediaFault.REDIRECT:
            self._send(302, b"", "text/plain", Location="http://169.254.169.254/latest/meta-data")
        elif fault is MediaFault.HUGE:
            self._send(200, b"RIFF", "audio/x-wav", length=HUGE_BYTES)
        elif two_channels and soundfile.info(item.path).channels == 1:
            self._send(
                400,
                b"<TwilioResponse><RestException><Code>16113</Code></RestException></TwilioResponse>",
                "text/xml",
            )
        else:
            content = as_wav(item.path)
            if fault is MediaFault.SLOW:
                time.sleep(SLOW_SECONDS)
            self._send(
                200, content[: len(content) // 2] if fault is MediaFault.CUT_OFF else content, "audio/x-wav"
            )

    def _send(
        self, status: int, body: bytes, content_type: str, length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if length is not None:
            self.close_connection = True
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
