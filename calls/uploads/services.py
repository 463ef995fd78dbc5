"""Making a call of an upload. The same recording again is the same call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calls.imports.services import PURPOSES, agent_named
from calls.models import Call, PhoneNumber, Recording, StageRun
from calls.personal_data import IncomingRecording
from calls.pipeline.runner import retry, start
from calls.transcription.audio import AudioError, Sound, probe
from compliance.audit.chain import record
from compliance.consent.gate import may, record_consent
from compliance.models import Account
from compliance.tenancy import require_account_id

SOURCE = "upload"


class Unusable(ValueError):
    """What came is no recording; the message is for people."""


@dataclass(frozen=True, slots=True)
class Received:
    """The upload's call; `created` false: it was there already. `analysed` false: consent is missing."""

    call: Call
    created: bool
    analysed: bool


def receive(incoming: IncomingRecording, facts: Mapping[str, Any]) -> Received:
    """Keeps the recording, makes its call and starts the pipeline; `facts` as FactsForm cleans them.

    Raises Unusable, and then nothing is left behind.
    """
    if not incoming.size:
        raise Unusable("the recording is empty")
    consent = _consent(facts)
    known = Call.objects.filter(source=SOURCE, external_id=incoming.digest).first()
    if known is not None:
        _again(known, incoming, consent)
        return Received(known, False, may(known.subject, "analyse"))
    try:
        sound = probe(incoming.read(), max_seconds=settings.RECORDING_MAX_SECONDS)
    except AudioError as error:
        raise Unusable(str(error)) from error
    recording = Recording(
        external_id=incoming.digest,
        seconds=sound.seconds,
        caller_channel=int(facts.get("caller_channel") or 0),
    )
    with incoming.kept_by(recording), transaction.atomic():
        call, created = Call.objects.get_or_create(
            source=SOURCE, external_id=incoming.digest, defaults=_call(facts, sound)
        )
        if created:
            recording.call, recording.started_at = call, call.start_time
            recording.save()
            _note_consent(call, consent)
            record("call.uploaded", call, bytes=incoming.size, consent=consent)
            start(call)
    return Received(call, created, may(call.subject, "analyse"))


def _call(facts: Mapping[str, Any], sound: Sound) -> dict[str, Any]:
    length = timedelta(seconds=sound.seconds)
    started_at = facts.get("started_at") or timezone.now() - length
    called = facts.get("called") or ""
    return {
        "direction": facts.get("direction") or Call.Direction.INBOUND,
        "state": Call.State.ENDED,
        "customer_phone_number": facts.get("caller") or "",
        "tracking_phone_number": called,
        "phone_number": PhoneNumber.objects.filter(number=called).first() if called else None,
        "agent": agent_named((facts.get("agent") or "").strip()),
        "start_time": started_at,
        "ended_at": started_at + length,
        "duration": round(sound.seconds),
        "answered": True,
    }


def _consent(facts: Mapping[str, Any]) -> bool | None:
    """What is stated, else what the account attests for all; None: nothing is known."""
    stated: bool | None = facts.get("consent")
    if stated is not None:
        return stated
    return Account.objects.get(pk=require_account_id()).imports_have_consent or None


def _note_consent(call: Call, consent: bool | None) -> None:
    if consent is not None:
        record_consent(call.subject, dict.fromkeys(PURPOSES, consent), source="attested")


def _again(call: Call, incoming: IncomingRecording, consent: bool | None) -> None:
    """A repeat may bring the consent that was missing, and the recording that was destroyed meanwhile for want of it."""
    if not consent or may(call.subject, "analyse"):
        return
    recording = call.recordings.get()
    stopped = StageRun.objects.filter(
        call=call, status__in=[StageRun.Status.SKIPPED, StageRun.Status.FAILED]
    ).order_by("position")
    with transaction.atomic():
        _note_consent(call, consent)
        record("call.uploaded", call, bytes=incoming.size, consent=consent)
        if recording.state != Recording.State.REDACTED and not recording.raw_file:
            with incoming.kept_by(recording):
                recording.save()
        first = stopped.first()
        if first is not None:
            retry(first)
