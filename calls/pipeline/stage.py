"""The contract of a pipeline stage."""

import hashlib
from abc import ABC, abstractmethod
from typing import ClassVar

from calls.models import Call


class StageError(Exception):
    """A stage could not do its work; `permanent` says that only a person can help. The message is shown to people."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class Stage(ABC):
    """One step of a call's processing. It may run twice with one effect; the runner owns everything around `run`.

    `key`: unique name. `version`: of the result; `queue`: cpu, io or fast; `purpose`: what the caller must have agreed
    to, or none; `needs`: keys of stages that must be done, else this one is skipped.
    """

    key: ClassVar[str]
    version: ClassVar[str] = "1"
    queue: ClassVar[str] = "fast"
    purpose: ClassVar[str | None] = None
    needs: ClassVar[tuple[str, ...]] = ()

    def reason_to_skip(self, call: Call) -> str:
        """Why there is nothing to do for this call, in words for people; empty when there is."""
        return ""

    def input_hash(self, call: Call) -> str:
        """SHA-256 that names the input: the same input and version give the same result."""
        return hashlib.sha256(f"{self.key}:{self.version}:{call.pk}".encode()).hexdigest()

    @abstractmethod
    def run(self, call: Call) -> None:
        """Does the work and stores the result. Raises StageError."""
