"""An open-loop HTTP load: requests leave on schedule, however slow the answers are."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 16


@dataclass
class Measured:
    """Seconds from the scheduled moment to the full answer, failures, and the rate that was reached."""

    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds that `share` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds


def run_load(url: str, make: Callable[[int, Any], dict[str, Any]], rate: float, seconds: float) -> Measured:
    """Posts `make(n, last answer of this connection)` as JSON, `rate` a second for `seconds`."""
    total = int(rate * seconds)
    started = time.perf_counter() + 0.2
    results: list[Measured] = [Measured() for _ in range(CONNECTIONS)]
    threads = [
        threading.Thread(
            target=_drive, args=(url, make, range(k, total, CONNECTIONS), rate, started, results[k])
        )
        for k in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = Measured(seconds=time.perf_counter() - started)
    for result in results:
        together.latencies += result.latencies
        together.failures += result.failures
    return together


def _drive(
    url: str,
    make: Callable[[int, Any], dict[str, Any]],
    turns: Sequence[int],
    rate: float,
    started: float,
    into: Measured,
) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "text/plain", "User-Agent": "Mozilla/5.0 Chrome/142.0"}
    last: Any = None
    for n in turns:
        due = started + n / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            connection.request("POST", parts.path, json.dumps(make(n, last)), headers)
            answer = connection.getresponse()
            last = json.loads(answer.read())
            into.failures += answer.status != 200
        except (OSError, http.client.HTTPException, ValueError):
            into.failures += 1
            connection.close()
        into.latencies.append(time.perf_counter() - due)


def page_views(site_key: str, target: str) -> Callable[[int, Any], dict[str, Any]]:
    """Three page views in five are new visitors, the others a second page of the last visitor of the connection."""

    def make(n: int, last: Any) -> dict[str, Any]:
        visitor = last["visitor"] if last and n % 5 >= 3 else None
        return {
            "site_key": site_key,
            "event_id": str(uuid.uuid4()),
            "visitor": visitor,
            "url": f"https://northwind.example/page-{n % 7}" + ("" if visitor else f"?gclid=bench-{n}"),
            "referrer": "https://www.google.com/",
            "targets": [target],
            "consent": {"analytics": True, "ad_user_data": True},
        }

    return make
