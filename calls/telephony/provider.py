"""The contract of a telephony provider, and the provider-neutral message."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from calls.models import Destination, Recording, TelephonyConnection
from compliance.models import Account


class Forged(Exception):
    """The message is not signed by the provider."""


class Malformed(Exception):
    """The message lacks what it must carry; the text names the fields."""


class MediaError(Exception):
    """A recording cannot be fetched; `permanent` says whether trying again can help."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class Kind(StrEnum):
    """What a message tells."""

    INCOMING = "incoming"
    LEG = "leg"
    DIALLED = "dialled"
    VOICEMAIL = "voicemail"
    ENDED = "ended"
    RECORDING = "recording"
    WHISPER = "whisper"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One provider message in our words. `event_id` repeats when the message is repeated; times are UTC.

    `facts` hold what the kind carries: caller, called, city …; leg: leg_id, to, status, sequence; dialled: answered,
    leg_id, seconds; recording: recording_id, url, status, seconds, channels, error; ended: seconds.
    """

    kind: Kind
    event_id: str
    call_key: str
    occurred_at: datetime | None = None
    facts: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """What to do with an incoming call. No notice means no recording."""

    account: Account
    destination: Destination | None
    notice: str


class TelephonyProvider(ABC):
    """One carrier. Methods are pure but for `fetch`; the ingest owns rows, transactions and tasks."""

    key: ClassVar[str]

    @abstractmethod
    def account_id(self, request: HttpRequest) -> str:
        """How the message names the provider account. Raises Malformed."""

    @abstractmethod
    def verify(self, request: HttpRequest, connection: TelephonyConnection) -> None:
        """Checks the signature. Raises Forged."""

    @abstractmethod
    def parse(self, kind: Kind, payload: Mapping[str, str]) -> CallEvent:
        """The message in our words. Raises Malformed."""

    @abstractmethod
    def answer(self, event: CallEvent, route: Route) -> HttpResponse:
        """What the provider is told to do next."""

    @abstractmethod
    def fetch(self, recording: Recording, connection: TelephonyConnection) -> Iterator[bytes]:
        """The recording's bytes. Raises MediaError."""
