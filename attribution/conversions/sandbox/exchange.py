"""What goes in and out of a receiver."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request. Header names are lower-case, `path` is what follows the receiver's prefix, `at` is UTC."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    def json(self) -> Any:
        """The body. Raises ValueError when it is no JSON or a key stands in it twice."""
        return json.loads(self.body, object_pairs_hook=_unique)


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` goes out as JSON; None: nothing does. `verdict`: accepted, rejected, duplicate or other."""

    status: int
    body: Any = None
    verdict: str = "accepted"
    headers: Mapping[str, str] = field(default_factory=dict)


class Receiver(ABC):
    """One vendor. It is called by one thread at a time and keeps what the vendor would count."""

    key: ClassVar[str]
    prefix: ClassVar[str]

    @abstractmethod
    def receive(self, incoming: Incoming) -> Answer:
        """Judges one request as the vendor would."""

    @abstractmethod
    def counted(self) -> list[dict[str, Any]]:
        """The conversions the vendor would show, in order of arrival: id, value, currency, sends and more."""

    @abstractmethod
    def clear(self) -> None:
        """Forgets everything."""

    def spoil_next(self, reason: str) -> None:
        """Lets the next accepted conversion fail when it is processed later; for vendors that work that way."""
        raise ValueError(f"{self.key} tells errors at once; it has no later failures")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
