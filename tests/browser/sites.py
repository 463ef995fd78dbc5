"""Web sites of customers: pages served over HTTP by another origin than the product's."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Page(BaseHTTPRequestHandler):
    def __init__(self, pages: Mapping[str, str], policy: str, *args: Any) -> None:
        self.pages, self.policy = pages, policy
        super().__init__(*args)

    def do_GET(self) -> None:
        """A page of the site, whatever its query; 404 where there is none."""
        path = self.path.partition("?")[0]
        page = self.pages.get(path)
        body = (page or "").encode()
        # Browsers ask for an icon on their own, and complain on the console.
        self.send_response(200 if page is not None or path == "/favicon.ico" else 404)
        kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@contextmanager
def served(pages: Mapping[str, str], policy: str = "") -> Iterator[str]:
    """The origin that serves `pages` (path -> text) while the block runs, under a content security policy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Page, pages, policy))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
