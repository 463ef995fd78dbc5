"""One phone call as the carrier lives it: sends signed messages, obeys the TwiML it gets."""

import random
import secrets
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
from twilio.request_validator import RequestValidator

from calls.simulator.carrier.faults import NO_FAULTS, Faults
from calls.simulator.carrier.media import MediaStore
from calls.simulator.library import ScriptedCall

RING_SECONDS = 3.0
TALKED = "completed"


class ProtocolError(AssertionError):
    """The product answered what a carrier cannot obey."""


@dataclass
class Clock:
    """The carrier's time. `speed` 1: a second lasts a second; 0: time only passes on the messages' stamps."""

    speed: float = 1.0
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def wait(self, seconds: float) -> None:
        """Lets call time pass."""
        self.now += timedelta(seconds=seconds)
        if self.speed > 0:
            time.sleep(seconds / self.speed)


@dataclass
class Line:
    """Places one scripted call to `called`. `answered` false: nobody picks up, the caller gets what TwiML says then."""

    product_url: str
    media: MediaStore
    script: ScriptedCall
    caller: str
    called: str
    answered: bool = True
    faults: Faults = NO_FAULTS
    clock: Clock = field(default_factory=Clock)
    status_callback: str = "/telephony/twilio/ended"
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    statuses: list[int] = field(default_factory=list)
    _recording_callback: str = ""
    _recording_sid: str = field(default_factory=lambda: "RE" + secrets.token_hex(16))
    _held: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def play(self) -> None:
        """From ringing to the recording callback. Raises ProtocolError when an answer cannot be obeyed."""
        started = self.clock.now
        with httpx.Client(timeout=15.0, trust_env=False) as self._http:
            first = {
                "From": self.caller,
                "Caller": self.caller,
                "To": self.called,
                "Called": self.called,
                "CallStatus": "ringing",
                "Direction": "inbound",
                "ApiVersion": "2010-04-01",
                "FromCity": "OAKLAND",
                "FromState": "CA",
                "FromCountry": "US",
                "Timestamp": self._stamp(),
            }
            document = self._post(f"{self.product_url}/telephony/twilio/incoming", first)
            self._obey(document)
            seconds = round((self.clock.now - started).total_seconds())
            over = {
                "CallStatus": "completed",
                "CallDuration": str(seconds),
                "From": self.caller,
                "To": self.called,
                "Timestamp": format_datetime(started),
            }
            self._status(f"{self.product_url}{self.status_callback}", over)
            self._finish_recording()
            self._release()

    def _obey(self, document: str) -> None:
        """Runs the verbs in order; an `action` reply takes over, as in TwiML."""
        for verb in _root(document):
            run = VERBS.get(verb.tag)
            if run is None:
                raise ProtocolError(f"<{verb.tag}> is no verb this carrier knows")
            reply = run(self, verb)
            if reply is not None:
                self._obey(reply)
                return
            if verb.tag in ("Hangup", "Reject"):
                return

    def _start(self, verb: ET.Element) -> None:
        recording = verb.find("Recording")
        if recording is not None:
            self._recording_callback = recording.attrib["recordingStatusCallback"]
            self._status(
                self._recording_callback,
                {"RecordingSid": self._recording_sid, "RecordingStatus": "in-progress"},
            )

    def _say(self, verb: ET.Element) -> None:
        if not (verb.text or "").strip():
            raise ProtocolError("<Say> says nothing")

    def _dial(self, verb: ET.Element) -> str:
        number = verb.find("Number")
        if number is None or not number.text:
            raise ProtocolError("<Dial> has no <Number>")
        leg = {
            "CallSid": "CA" + secrets.token_hex(16),
            "ParentCallSid": self.sid,
            "To": number.text,
            "From": self.caller,
            "CallbackSource": "call-progress-events",
        }
        status = number.attrib.get("statusCallback", "")
        self._leg(status, leg, "initiated", 0)
        self._leg(status, leg, "ringing", 1)
        self.clock.wait(RING_SECONDS)
        result = {
            "DialCallSid": leg["CallSid"],
            "DialCallStatus": "no-answer",
            "From": self.caller,
            "To": self.called,
        }
        if self.answered:
            self._whisper(number.attrib.get("url", ""), leg)
            self._leg(status, leg, "in-progress", 2)
            self.clock.wait(self.script.duration)
            self._leg(status, leg, "completed", 3)
            result |= {
                "DialCallStatus": TALKED,
                "DialBridged": "true",
                "DialCallDuration": str(round(self.script.duration)),
            }
        else:
            self._leg(status, leg, "no-answer", 2)
        return self._post(verb.attrib["action"], result)

    def _record(self, verb: ET.Element) -> str:
        self.clock.wait(self.script.duration)
        said = {
            "RecordingDuration": str(round(self.script.duration)),
            "RecordingSid": "RE" + secrets.token_hex(16),
            "From": self.caller,
            "To": self.called,
            "Digits": "hangup",
        }
        return self._post(verb.attrib["action"], said)

    def _nothing(self, verb: ET.Element) -> None:
        """Hangup and Reject end the call; the caller of this method sees to that."""

    def _whisper(self, url: str, leg: dict[str, str]) -> None:
        if url:
            _root(self._post(url, {**leg, "CallStatus": "in-progress"}))

    def _leg(self, url: str, leg: dict[str, str], status: str, sequence: int) -> None:
        if url:
            self._status(
                url,
                {**leg, "CallStatus": status, "SequenceNumber": str(sequence), "Timestamp": self._stamp()},
            )

    def _finish_recording(self) -> None:
        if not self._recording_callback:
            return
        facts = {
            "RecordingSid": self._recording_sid,
            "RecordingStatus": "completed",
            "RecordingSource": "StartCallRecordingAPI",
        }
        if self.faults.absent:
            facts |= {"RecordingStatus": "absent", "ErrorCode": "16108"}
        else:
            facts |= {
                "RecordingUrl": self.media.add(
                    self._recording_sid, self.script.audio_path, self.faults.media
                ),
                "RecordingDuration": str(round(self.script.duration)),
                "RecordingChannels": str(self.script.channels),
                "RecordingTrack": "both",
            }
        self._status(self._recording_callback, facts)

    def _status(self, url: str, fields: dict[str, str]) -> None:
        """A message whose answer nobody waits for: it may be doubled, delayed or overtaken."""
        if self.faults.out_of_order or self.faults.late:
            self._held.append((url, fields))
        else:
            self._deliver(url, fields)

    def _release(self) -> None:
        if self.faults.late:
            self.clock.wait(self.faults.late)
        if self.faults.out_of_order:
            random.Random(self.sid).shuffle(self._held)
        for url, fields in self._held:
            self._deliver(url, fields)

    def _deliver(self, url: str, fields: dict[str, str]) -> None:
        if self.faults.forged:
            self._expect(403, url, fields, signature="Zm9yZ2Vk")
        for _ in range(2 if self.faults.duplicate else 1):
            self._post(url, fields)
        if self.faults.truncated:
            kept = {
                name: value for name, value in fields.items() if name not in ("CallStatus", "RecordingStatus")
            }
            self._expect(400, url, kept)

    def _expect(self, status: int, url: str, fields: dict[str, str], signature: str | None = None) -> None:
        got = self._send(url, fields, signature).status_code
        if got != status:
            raise ProtocolError(f"{url} answered {got} where {status} was due")

    def _post(self, url: str, fields: dict[str, str]) -> str:
        response = self._send(url, fields)
        if response.status_code not in (200, 204):
            raise ProtocolError(f"{url} answered {response.status_code}: {response.text[:200]}")
        return response.text

    def _send(self, url: str, fields: dict[str, str], signature: str | None = None) -> httpx.Response:
        fields = {"AccountSid": self.media.account_sid, "CallSid": self.sid, **fields}
        if signature is None:
            signature = RequestValidator(self.media.auth_token).compute_signature(url, fields)
        response = self._http.post(url, data=fields, headers={"X-Twilio-Signature": signature})
        self.statuses.append(response.status_code)
        return response

    def _stamp(self) -> str:
        return format_datetime(self.clock.now)


def _root(document: str) -> ET.Element:
    root = ET.fromstring(document)  # noqa: S314  our own product's answer
    if root.tag != "Response":
        raise ProtocolError(f"<{root.tag}> is no TwiML")
    return root


VERBS: dict[str, Callable[[Line, ET.Element], str | None]] = {
    "Start": Line._start,
    "Say": Line._say,
    "Dial": Line._dial,
    "Record": Line._record,
    "Hangup": Line._nothing,
    "Reject": Line._nothing,
}
