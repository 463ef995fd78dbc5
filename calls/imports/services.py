"""Turning checked entries into calls. The same entry again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from calls.imports.manifest import Entry
from calls.models import Agent, Call, PhoneNumber, Recording
from calls.pipeline.runner import start
from compliance.audit.chain import record
from compliance.consent.gate import record_consent

SOURCE = "import"
PURPOSES = ("record", "transcribe", "analyse")


@dataclass(slots=True)
class Imported:
    """New calls, and how many entries were there already."""

    calls: list[Call] = field(default_factory=list)
    known: int = 0


def import_calls(entries: Sequence[Entry], *, attested: bool) -> Imported:
    """Creates the calls of the account in scope, all or none, and starts their pipelines.

    `attested`: consent is given for entries that do not state it; else nothing is known and nothing is analysed.
    """
    done = Imported()
    with transaction.atomic():
        for entry in entries:
            call = _create(entry, attested)
            if call is None:
                done.known += 1
            else:
                done.calls.append(call)
                start(call)
    record("calls.imported", calls=len(done.calls), known=done.known)
    return done


def _create(entry: Entry, attested: bool) -> Call | None:
    number = PhoneNumber.objects.filter(number=entry.called).first() if entry.called else None
    call, created = Call.objects.get_or_create(
        source=SOURCE,
        external_id=entry.external_id,
        defaults={
            "direction": entry.direction,
            "state": Call.State.ENDED,
            "customer_phone_number": entry.caller,
            "tracking_phone_number": entry.called,
            "phone_number": number,
            "agent": agent_named(entry.agent),
            "start_time": entry.started_at,
            "answered": True if entry.answered is None else entry.answered,
        },
    )
    if not created:
        return None
    Recording.objects.create(
        call=call,
        external_id=entry.external_id[:160],
        url=str(entry.recording),
        started_at=entry.started_at,
        caller_channel=entry.caller_channel,
    )
    consent = entry.consent if entry.consent is not None else attested or None
    if consent is not None:
        source = "import" if entry.consent is not None else "attested"
        record_consent(call.subject, dict.fromkeys(PURPOSES, consent), source=source, at=entry.started_at)
    return call


def agent_named(name: str) -> Agent | None:
    """The agent of that name, made on first use; None without one."""
    return Agent.objects.get_or_create(name=name)[0] if name else None
