"""Records of the calls app."""

from calls.models.call import Call, CallLeg, Tag
from calls.models.connection import TelephonyConnection
from calls.models.event import ProviderEvent
from calls.models.number import Agent, Destination, PhoneNumber
from calls.models.outcome import Outcome
from calls.models.recording import Recording
from calls.models.redaction import RedactionChange, RedactionReview, RedactionRun
from calls.models.stage_run import StageRun
from calls.models.transcript import Transcript, Turn

__all__ = [
    "Agent",
    "Call",
    "CallLeg",
    "Destination",
    "Outcome",
    "PhoneNumber",
    "ProviderEvent",
    "Recording",
    "RedactionChange",
    "RedactionReview",
    "RedactionRun",
    "StageRun",
    "Tag",
    "TelephonyConnection",
    "Transcript",
    "Turn",
]
