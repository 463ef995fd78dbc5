"""Stages for tests of the runner."""

from typing import ClassVar

from calls.models import Call
from calls.pipeline.stage import Stage, StageError


class Idle(Stage):
    """Does nothing, and says that there is nothing to do."""

    key = "idle"

    def reason_to_skip(self, call: Call) -> str:
        return "idle"

    def run(self, call: Call) -> None:
        raise AssertionError("must not run")


class Note(Stage):
    """Notes each run; fails as `failures` tells, first entry first."""

    key = "note"
    ran: ClassVar[list[int]] = []
    failures: ClassVar[list[BaseException]] = []

    def run(self, call: Call) -> None:
        self.ran.append(call.pk)
        if self.failures:
            raise self.failures.pop(0)


class After(Note):
    """Runs once `note` is done."""

    key = "after"
    needs = ("note",)
    ran: ClassVar[list[int]] = []
    failures: ClassVar[list[BaseException]] = []


class Last(Note):
    """Needs nobody, but needs consent."""

    key = "last"
    purpose = "analyse"
    ran: ClassVar[list[int]] = []
    failures: ClassVar[list[BaseException]] = []


__all__ = ["After", "Idle", "Last", "Note", "StageError"]
