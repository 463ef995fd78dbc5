"""Twilio's form fields in our words (Twilio voice webhooks, API 2010-04-01)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from calls.telephony.provider import CallEvent, Kind, Malformed

Payload = Mapping[str, str]
Facts = dict[str, str | int | float | bool | None]


def parse(kind: Kind, payload: Payload) -> CallEvent:
    """One message. Raises Malformed with the names of missing fields."""
    return PARSERS[kind](payload)


def _incoming(payload: Payload) -> CallEvent:
    sid, called = _need(payload, "CallSid", "To")
    facts: Facts = {
        "caller": payload.get("From", ""),
        "called": called,
        "city": payload.get("FromCity"),
        "state": payload.get("FromState"),
        "country": payload.get("FromCountry"),
    }
    return CallEvent(Kind.INCOMING, f"incoming:{sid}", sid, _time(payload.get("Timestamp")), facts)


def _leg(payload: Payload) -> CallEvent:
    leg, parent, status = _need(payload, "CallSid", "ParentCallSid", "CallStatus")
    sequence = _integer(payload, "SequenceNumber") or 0
    facts: Facts = {"leg_id": leg, "to": payload.get("To", ""), "status": status, "sequence": sequence}
    return CallEvent(
        Kind.LEG, f"leg:{leg}:{sequence}:{status}", parent, _time(payload.get("Timestamp")), facts
    )


def _dialled(payload: Payload) -> CallEvent:
    sid, status = _need(payload, "CallSid", "DialCallStatus")
    leg = payload.get("DialCallSid", "")
    answered = status in ("completed", "answered") and payload.get("DialBridged", "true") != "false"
    facts: Facts = {
        "answered": answered,
        "leg_id": leg,
        "seconds": _integer(payload, "DialCallDuration"),
        "status": status,
    }
    return CallEvent(Kind.DIALLED, f"dialled:{sid}:{leg or status}", sid, None, facts)


def _voicemail(payload: Payload) -> CallEvent:
    (sid,) = _need(payload, "CallSid")
    return CallEvent(
        Kind.VOICEMAIL, f"voicemail:{sid}", sid, None, {"seconds": _integer(payload, "RecordingDuration")}
    )


def _ended(payload: Payload) -> CallEvent:
    sid, status = _need(payload, "CallSid", "CallStatus")
    facts: Facts = {"seconds": _integer(payload, "CallDuration"), "status": status}
    return CallEvent(Kind.ENDED, f"ended:{sid}", sid, _time(payload.get("Timestamp")), facts)


def _recording(payload: Payload) -> CallEvent:
    sid, recording, status = _need(payload, "CallSid", "RecordingSid", "RecordingStatus")
    if status == "completed":
        _need(payload, "RecordingUrl")
    facts: Facts = {
        "recording_id": recording,
        "url": payload.get("RecordingUrl", ""),
        "status": status,
        "seconds": _integer(payload, "RecordingDuration"),
        "channels": _integer(payload, "RecordingChannels"),
        "error": payload.get("ErrorCode"),
    }
    at = _time(payload.get("RecordingStartTime"))
    return CallEvent(Kind.RECORDING, f"recording:{recording}:{status}", sid, at, facts)


def _whisper(payload: Payload) -> CallEvent:
    (sid,) = _need(payload, "CallSid")
    facts: Facts = {"rung": payload.get("To", "")}
    return CallEvent(Kind.WHISPER, f"whisper:{sid}", payload.get("ParentCallSid", sid), None, facts)


def _need(payload: Payload, *names: str) -> list[str]:
    missing = [name for name in names if not payload.get(name)]
    if missing:
        raise Malformed(f"missing: {', '.join(missing)}")
    return [payload[name] for name in names]


def _integer(payload: Payload, name: str) -> int | None:
    value = payload.get(name, "")
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise Malformed(f"{name}: no whole number: {value[:20]!r}") from None


def _time(value: str | None) -> datetime | None:
    """RFC 2822 as Twilio sends it; None where absent or unreadable (arrival counts then)."""
    if not value:
        return None
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (TypeError, ValueError):
        return None


PARSERS: dict[Kind, Callable[[Payload], CallEvent]] = {
    Kind.INCOMING: _incoming,
    Kind.LEG: _leg,
    Kind.DIALLED: _dialled,
    Kind.VOICEMAIL: _voicemail,
    Kind.ENDED: _ended,
    Kind.RECORDING: _recording,
    Kind.WHISPER: _whisper,
}
