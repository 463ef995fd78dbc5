"""What can be made to go wrong, on demand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any


class Kind(StrEnum):
    """`refuse`: answers a status without looking; `error_after`: takes the request, then answers a status; `silence`:
    takes it, waits and closes without an answer; `drop`: closes without taking it; `slow`: waits, then works as usual;
    `malformed`: takes it and answers 200 with something that is no JSON; `later`: takes it and fails it in processing."""

    REFUSE = "refuse"
    ERROR_AFTER = "error_after"
    SILENCE = "silence"
    DROP = "drop"
    SLOW = "slow"
    MALFORMED = "malformed"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `status`, `retry_after` (as in the header), `seconds` and `reason` serve the kinds that need them."""

    kind: Kind
    status: int = 500
    retry_after: str = ""
    seconds: float = 0.0
    reason: str = "CLICK_NOT_FOUND"

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Fault":
        """A fault as the control address takes it. Raises ValueError, TypeError."""
        values = {
            name: value for name, value in document.items() if name not in ("destination", "times", "kind")
        }
        fault = cls(Kind(document["kind"]), **values)
        if not (100 <= int(fault.status) <= 599 and 0 <= float(fault.seconds) <= 600):
            raise ValueError("status or seconds is out of range")
        return fault


class Faults:
    """Faults waiting for the next requests, by destination, first in first out."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        self._lock = Lock()

    def add(self, destination: str, fault: Fault, times: int = 1) -> None:
        """The next `times` requests to the destination meet the fault."""
        with self._lock:
            self._waiting.setdefault(destination, []).extend([fault] * times)

    def take(self, destination: str) -> Fault | None:
        """The fault of this request, if any."""
        with self._lock:
            waiting = self._waiting.get(destination)
            return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._waiting.clear()
