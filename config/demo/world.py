"""The world around the product while the demo runs: a carrier, a sandbox of destinations, and the product itself."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

from calls.simulator.carrier.media import MediaStore, serving
from config.running.product import free_port, running
from config.running.readiness import wait_until_ready
from config.running.supervisor import Process, Supervisor

HOST = "127.0.0.1"
READY_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class World:
    """Addresses of what runs, and the carrier's media store."""

    product_url: str
    sandbox_url: str
    media: MediaStore
    product: Supervisor

    def received(self, destination: str) -> int:
        """How many conversions one destination of the sandbox counts."""
        url = f"{self.sandbox_url}/_sandbox/counted"
        answer = httpx.get(url, params={"destination": destination}, timeout=5, trust_env=False)
        return len(answer.raise_for_status().json()["counted"])


@contextmanager
def world(port: int) -> Iterator[World]:
    """Everything, until the block ends. Raises NotReady, EngineError."""
    media = MediaStore("AC" + secrets.token_hex(16), secrets.token_hex(16))
    sandbox_port = free_port(HOST)
    sandbox_url = f"http://{HOST}:{sandbox_port}"
    with serving(media), _sandbox(sandbox_port, sandbox_url):
        private = f"{media.base_url.removeprefix('http://')},{HOST}:{sandbox_port}"
        product_url = f"http://{HOST}:{port}"
        with running(HOST, port, product_url, {"OUTBOUND_PRIVATE_HOSTS": private}) as product:
            yield World(product_url, sandbox_url, media, product)


@contextmanager
def _sandbox(port: int, url: str) -> Iterator[None]:
    var = Path(settings.VAR_DIR)
    arguments = [
        "-m",
        "attribution.conversions.sandbox",
        "--port",
        str(port),
        "--store",
        str(var / "sandbox"),
    ]
    log = var / "log" / "sandbox.log"
    supervisor = Supervisor([Process("sandbox", arguments, log)], dict(os.environ), Path(settings.BASE_DIR))
    supervisor.start()
    try:
        wait_until_ready(f"{url}/_sandbox/health", log, seconds=READY_SECONDS)
        yield
    finally:
        supervisor.stop()
