"""All that the page of one call shows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from analytics.conversation.labels import DIMENSIONS
from analytics.labels.services import label_names
from analytics.library.changes import shown_fields
from analytics.library.facts import CallFacts
from analytics.library.history import history
from analytics.library.script import pieces
from analytics.models import Answer, Evaluation, Measures
from attribution.models import Attempt, Conversion, Touchpoint, Visit
from attribution.people.services import people_of
from calls.models import (
    Call,
    Recording,
    RedactionChange,
    RedactionReview,
    StageRun,
    Transcript,
    Turn,
)
from calls.recordings.links import audio_url
from calls.recordings.waveform import waveform
from compliance.models import ConsentRecord

STEPS_SHOWN = 30
TURNS_PREVIEWED = 5


def call_page(facts: CallFacts, user_id: int | None) -> dict[str, Any]:
    """Template context; `user_id` None leaves the audio out (the person may not listen)."""
    call, was = facts.call, shown_fields(facts)
    recording = call.recordings.order_by("-id").first()
    ready = recording is not None and recording.state == Recording.State.REDACTED
    transcript = Transcript.objects.filter(call=call).first()
    return {
        "call": call,
        "facts": facts,
        "recording": recording,
        "waveform": waveform(recording) if recording else None,
        "audio_url": audio_url(call.pk, user_id) if ready and user_id else "",
        "transcript": transcript,
        "turns": _turns(transcript),
        "measures": Measures.objects.filter(call=call).first(),
        "answers": _answers(facts.evaluation),
        "journey": _journey(facts.visit),
        "person": _person(facts.visit),
        "deliveries": _deliveries(facts.conversions),
        "history": history(call),
        "labels": {name: label_names(name) for name in DIMENSIONS},
        "lead_statuses": Call.LeadStatus.choices,
        "was": was,
        "typed": was,
        "tags": was["tags"],
        "errors": {},
        **_checked(call),
        "consents": ConsentRecord.objects.filter(subject=call.subject).order_by("purpose", "-at", "-id"),
        **progress(call),
    }


def _checked(call: Call) -> dict[str, Any]:
    """What people and newer rules did about the call's redaction."""
    changes = RedactionChange.objects.filter(call=call, applied=True)
    return {
        "redaction_review": RedactionReview.objects.filter(call=call).first(),
        "hidden_later": sum(sum(found.values()) for found in changes.values_list("found", flat=True)),
    }


def _person(visit: Visit | None) -> int | None:
    """Who is behind the visit, if somebody is known there."""
    return None if visit is None else people_of([visit.visitor_id]).get(visit.visitor_id)


def neighbours(call: Call, visible: QuerySet[Call]) -> dict[str, int | None]:
    """Ids of the calls right before and after in time, of those the person may see."""
    place = Q(start_time=call.start_time)
    older = visible.filter(Q(start_time__lt=call.start_time) | place & Q(pk__lt=call.pk))
    newer = visible.filter(Q(start_time__gt=call.start_time) | place & Q(pk__gt=call.pk))
    return {
        "older": older.order_by("-start_time", "-pk").values_list("pk", flat=True).first(),
        "newer": newer.order_by("start_time", "pk").values_list("pk", flat=True).first(),
    }


def call_preview(facts: CallFacts) -> dict[str, Any]:
    """Template context of the short form: facts and how the talk began."""
    turns = Turn.objects.filter(transcript__call=facts.call).order_by("position")[:TURNS_PREVIEWED]
    return {"facts": facts, "turns": list(turns)}


def progress(call: Call) -> dict[str, Any]:
    """How far the pipeline is; `busy` while stages are still to run."""
    runs = list(StageRun.objects.filter(call=call).order_by("position"))
    busy = call.processing in (Call.Processing.WAITING, Call.Processing.RUNNING)
    return {"call": call, "runs": runs, "busy": busy and bool(runs)}


def _turns(transcript: Transcript | None) -> list[tuple[Turn, Any]]:
    return [(turn, pieces(turn)) for turn in transcript.turns.all()] if transcript else []


def _answers(evaluation: Evaluation | None) -> Sequence[Answer]:
    return list(evaluation.answers.order_by("pk")) if evaluation else []


def _journey(visit: Visit | None) -> Sequence[Touchpoint]:
    return list(visit.touchpoints.order_by("at", "id")[:STEPS_SHOWN]) if visit else []


def _deliveries(
    conversions: Sequence[Conversion],
) -> list[tuple[Conversion, list[tuple[Any, list[Attempt]]]]]:
    ids = [row.pk for conversion in conversions for row in conversion.deliveries.all()]
    attempts: dict[int, list[Attempt]] = {pk: [] for pk in ids}
    for attempt in Attempt.objects.filter(delivery_id__in=ids).order_by("delivery_id", "number"):
        attempts[attempt.delivery_id].append(attempt)
    return [
        (conversion, [(row, attempts[row.pk]) for row in conversion.deliveries.all()])
        for conversion in conversions
    ]
