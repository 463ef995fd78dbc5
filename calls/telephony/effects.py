"""What each kind of message does to a call. State only moves forward, whatever order messages come in."""

from datetime import datetime, timedelta

from calls.models import Agent, Call, CallLeg, PhoneNumber, Recording, TelephonyConnection
from calls.telephony.provider import CallEvent, Kind
from compliance.consent.gate import may, record_consent
from compliance.dispatch import enqueue
from compliance.phones import e164

State = Call.State


def take_effect(event: CallEvent, connection: TelephonyConnection, received_at: datetime) -> None:
    """Applies one message inside the caller's transaction; the call's row is locked meanwhile."""
    if event.kind is Kind.INCOMING:
        _incoming(event, connection, received_at)
        return
    call = Call.objects.select_for_update().get(source=connection.provider, external_id=event.call_key)
    EFFECTS[event.kind](call, event, received_at)
    if call.state == State.ENDED and _recording_settled(call):
        enqueue("calls.start_pipeline", call.pk)


def _incoming(event: CallEvent, connection: TelephonyConnection, received_at: datetime) -> None:
    facts, account = event.facts, connection.account
    caller = e164(str(facts.get("caller") or ""), account.country)
    called = _dialled_number(str(facts.get("called") or ""), account.country)
    number = PhoneNumber.objects.filter(number=called).exclude(state=PhoneNumber.State.RELEASED).first()
    call, created = Call.objects.get_or_create(
        source=connection.provider,
        external_id=event.call_key,
        defaults={
            "customer_phone_number": caller,
            "tracking_phone_number": called,
            "phone_number": number,
            "customer_city": str(facts.get("city") or "")[:80],
            "customer_state": str(facts.get("state") or "")[:40],
            "customer_country": str(facts.get("country") or "")[:2],
            "start_time": event.occurred_at or received_at,
            "first_call": not Call.objects.filter(customer_phone_number=caller).exists() if caller else None,
        },
    )
    notice = account.recording_notice.strip()
    if created and notice:
        evidence = {"notice": notice, "language": account.notice_language}
        purposes = {"record": True, "transcribe": True, "analyse": True}
        record_consent(call.subject, purposes, source="notice", evidence=evidence, at=call.start_time)


def _dialled_number(text: str, country: str) -> str:
    """E.164 where it is a phone number, else as it came (a SIP address, shortened)."""
    return e164(text, country) or text[:20]


def _leg(call: Call, event: CallEvent, received_at: datetime) -> None:
    facts, at = event.facts, event.occurred_at or received_at
    leg, _ = CallLeg.objects.get_or_create(
        call=call,
        external_id=str(facts["leg_id"]),
        defaults={"status": "", "to_number": str(facts.get("to") or "")[:20]},
    )
    sequence, status = int(facts.get("sequence") or 0), str(facts["status"])
    if status == "in-progress":
        leg.answered_at = leg.answered_at or at
        _answered(call, leg, at)
    if sequence > leg.sequence:
        leg.sequence, leg.status = sequence, status
    if status in ("initiated", "queued"):
        leg.started_at = leg.started_at or at
    if status in ("completed", "busy", "failed", "no-answer", "canceled"):
        leg.ended_at = leg.ended_at or at
    leg.save()


def _answered(call: Call, leg: CallLeg, at: datetime) -> None:
    call.answered_at = min(call.answered_at or at, at)
    if call.answered is None:  # a dial result that came earlier knows better: a declined whisper is no answer
        call.answered = True
    call.business_phone_number = leg.to_number
    call.agent = (
        call.agent or Agent.objects.filter(phone_number=leg.to_number).exclude(phone_number="").first()
    )
    if call.state == State.RINGING:
        call.state = State.IN_PROGRESS
    call.save()


def _dialled(call: Call, event: CallEvent, received_at: datetime) -> None:
    call.answered = bool(event.facts["answered"])
    if call.answered:
        _end(call, event.occurred_at or received_at)
    else:
        call.save()


def _voicemail(call: Call, event: CallEvent, received_at: datetime) -> None:
    call.voicemail, call.answered = bool(event.facts.get("seconds")), False
    _end(call, event.occurred_at or received_at)


def _ended(call: Call, event: CallEvent, received_at: datetime) -> None:
    seconds = event.facts.get("seconds")
    at = (
        call.start_time + timedelta(seconds=int(seconds))
        if seconds is not None
        else event.occurred_at or received_at
    )
    call.duration = int(seconds) if seconds is not None else call.duration
    _end(call, at)


def _end(call: Call, at: datetime) -> None:
    call.state, call.ended_at = State.ENDED, call.ended_at or at
    if call.duration is None:
        call.duration = max(0, round((call.ended_at - call.start_time).total_seconds()))
    call.save()


def _recording(call: Call, event: CallEvent, received_at: datetime) -> None:
    facts = event.facts
    recording, _ = Recording.objects.select_for_update().get_or_create(
        call=call, external_id=str(facts["recording_id"]), defaults={"started_at": event.occurred_at}
    )
    if recording.state != Recording.State.ANNOUNCED:
        return
    if facts["status"] == "absent":
        recording.state, recording.error = (
            Recording.State.ABSENT,
            str(facts.get("error") or "the provider made none"),
        )
    elif facts["status"] == "completed":
        recording.url = str(facts["url"])
        seconds, channels = facts.get("seconds"), facts.get("channels")
        recording.announced_seconds = float(seconds) if seconds is not None else None
        recording.channels = int(channels) if channels is not None else None
    recording.save()


def _recording_settled(call: Call) -> bool:
    """Whether all that will come has come: a finished or absent recording, or no consent to make one."""
    if not may(call.subject, "record"):
        return True
    recordings = list(Recording.objects.filter(call=call))
    return bool(recordings) and all(row.url or row.state != Recording.State.ANNOUNCED for row in recordings)


EFFECTS = {
    Kind.LEG: _leg,
    Kind.DIALLED: _dialled,
    Kind.VOICEMAIL: _voicemail,
    Kind.ENDED: _ended,
    Kind.RECORDING: _recording,
}
