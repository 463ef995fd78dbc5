"""What was received, in memory and, where wished, as one JSON line each in a folder."""

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from attribution.conversions.sandbox.exchange import Answer, Incoming

MOST = 50_000
SHOWN_HEADERS = ("content-type", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature")


class Record:
    """The requests, oldest first; beyond a limit the oldest leave the memory, not the folder."""

    def __init__(self, folder: Path | None) -> None:
        self._rows: deque[dict[str, Any]] = deque(maxlen=MOST)
        self._folder = folder
        self._lock = Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def keep(self, destination: str, incoming: Incoming, answer: Answer, fault: str) -> None:
        """Keeps one request with its answer; tokens are left out."""
        row = {
            "destination": destination,
            "at": incoming.at.isoformat(),
            "method": incoming.method,
            "path": incoming.path,
            "headers": {name: incoming.headers[name] for name in SHOWN_HEADERS if name in incoming.headers},
            "body": _readable(incoming.body),
            "status": answer.status,
            "verdict": answer.verdict,
            "answer": answer.body,
            "fault": fault,
        }
        with self._lock:
            self._rows.append(row)
            if self._folder is not None:
                with (self._folder / f"{destination}.jsonl").open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")

    def rows(self, destination: str = "") -> list[Mapping[str, Any]]:
        """What was received, of one destination or of all."""
        with self._lock:
            return [row for row in self._rows if not destination or row["destination"] == destination]

    def clear(self) -> None:
        """Empties the memory."""
        with self._lock:
            self._rows.clear()


def _readable(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")[:20_000]
