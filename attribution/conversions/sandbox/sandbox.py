"""The receivers together: routing, faults and the record of what came in."""

import base64
import time
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from attribution.conversions.sandbox.exchange import Answer, Incoming, Receiver
from attribution.conversions.sandbox.faults import Fault, Faults, Kind
from attribution.conversions.sandbox.google import GoogleReceiver
from attribution.conversions.sandbox.meta import MetaReceiver
from attribution.conversions.sandbox.record import Record
from attribution.conversions.sandbox.webhook import WebhookReceiver

WEBHOOK_SECRET = f"whsec_{base64.b64encode(b'ringtrace-demo-signing-secret').decode()}"


class Sandbox:
    """The receivers, what they got, and the faults that wait; requests to one receiver are handled in turn."""

    def __init__(self, *, store: Path | None = None, webhook_secret: str = WEBHOOK_SECRET) -> None:
        receivers: list[Receiver] = [GoogleReceiver(), MetaReceiver(), WebhookReceiver(webhook_secret)]
        self.receivers = {receiver.key: receiver for receiver in receivers}
        self.record = Record(store)
        self.faults = Faults()
        self.url = ""
        self._locks = {key: Lock() for key in self.receivers}

    def key_of(self, name: str) -> str:
        """The key of a destination named by key or path (google, meta, webhook); empty when there is none."""
        names = {receiver.prefix.strip("/"): key for key, receiver in self.receivers.items()}
        return name if name in self.receivers else names.get(name, "")

    def received(self, destination: str) -> list[Any]:
        """Every request the destination got."""
        return list(self.record.rows(destination))

    def counted(self, destination: str) -> list[dict[str, Any]]:
        """What the destination would show to its customer."""
        with self._locks[destination]:
            return [dict(row) for row in self.receivers[destination].counted()]

    def fail(self, destination: str, kind: Kind | str, *, times: int = 1, **values: Any) -> None:
        """Lets the next `times` requests to the destination go wrong."""
        self.faults.add(destination, Fault(Kind(kind), **values), times)

    def clear(self) -> None:
        """Forgets requests, counts and faults."""
        self.record.clear()
        self.faults.clear()
        for key, receiver in self.receivers.items():
            with self._locks[key]:
                receiver.clear()

    def handle(self, incoming: Incoming) -> Answer | None:
        """The answer, or None to close the connection without one."""
        for receiver in self.receivers.values():
            rest = incoming.path.removeprefix(receiver.prefix)
            if rest != incoming.path and rest[:1] in ("", "/"):
                return self._receive(receiver, replace(incoming, path=rest))
        return Answer(404, {"error": "no such destination"}, "rejected")

    def _receive(self, receiver: Receiver, incoming: Incoming) -> Answer | None:
        fault = self.faults.take(receiver.key)
        kind = fault.kind if fault else None
        if fault and kind in (Kind.REFUSE, Kind.DROP):
            refused = _told(fault, "refused")
            self.record.keep(receiver.key, incoming, refused, str(kind))
            return refused if kind is Kind.REFUSE else None
        if fault and kind is Kind.SLOW:
            time.sleep(fault.seconds)
        with self._locks[receiver.key]:
            if fault and kind is Kind.LATER:
                receiver.spoil_next(fault.reason)
            answer = receiver.receive(incoming)
        self.record.keep(receiver.key, incoming, answer, str(kind or ""))
        return _spoil(fault, answer)


def _spoil(fault: Fault | None, answer: Answer) -> Answer | None:
    """What goes out after the request was handled."""
    if fault is None:
        return answer
    if fault.kind is Kind.SILENCE:
        time.sleep(fault.seconds)
        return None
    if fault.kind is Kind.ERROR_AFTER:
        return _told(fault, answer.verdict)
    return (
        Answer(200, "<html>not what you asked for", answer.verdict)
        if fault.kind is Kind.MALFORMED
        else answer
    )


def _told(fault: Fault, verdict: str) -> Answer:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return Answer(fault.status, {"error": "made to fail"}, verdict, headers)
