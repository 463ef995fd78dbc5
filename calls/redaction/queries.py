"""Lists of reviews, runs and changes, and all that the page of one call's redaction shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from calls.models import Call, Recording, RedactionChange, RedactionReview, RedactionRun, Transcript
from calls.recordings.links import audio_url
from calls.recordings.waveform import waveform
from calls.redaction.kinds import KINDS, kind_name
from calls.redaction.marks import is_hidden
from calls.transcription.rows import dialogue
from compliance.api.paging import Order, Sorted
from compliance.redaction.dialogue import Turn

REVIEW_ORDERS: Mapping[str, Order] = {"drawn_at": Order("drawn_at"), "reviewed_at": Order("reviewed_at")}
RUN_ORDERS: Mapping[str, Order] = {"created_at": Order("created_at")}
CHANGE_ORDERS: Mapping[str, Order] = {"call": Order("call_id", int)}
PLACES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Heard:
    """One word of a turn as a reviewer sees it: its number in the turn, its text, and the text that follows it.

    Words that share a placeholder are one, hidden, and cannot be marked.
    """

    number: int
    text: str
    start: float | None
    end: float | None
    hidden: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the page."""

    number: int
    turn: Turn
    words: list[Heard]


def reviews(state: str = "", version: str = "") -> QuerySet[RedactionReview]:
    """Reviews with their calls; narrowed to a state or the rules that redacted the call."""
    rows = RedactionReview.objects.select_related("call", "reviewer")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(version=version) if version else rows


def newest_reviews(state: str = "", version: str = "") -> Sorted:
    """As a page lists them: the one drawn last first."""
    return Sorted(reviews(state, version), REVIEW_ORDERS, "-drawn_at")


def next_review(review: RedactionReview | None) -> int | None:
    """The open review that comes after this one in the list, or the first one."""
    rows = RedactionReview.objects.filter(state=RedactionReview.State.OPEN).order_by("-drawn_at", "-pk")
    if review is not None:
        older = rows.filter(drawn_at__lte=review.drawn_at).exclude(pk=review.pk).first()
        if older is not None:
            return older.pk
        rows = rows.exclude(pk=review.pk)
    first = rows.first()
    return first.pk if first else None


def runs() -> Sorted:
    """The newest first."""
    return Sorted(RedactionRun.objects.select_related("asked_by"), RUN_ORDERS, "-created_at")


def changes(run: RedactionRun) -> Sorted:
    """What a run found, by call."""
    return Sorted(RedactionChange.objects.filter(run=run).select_related("call"), CHANGE_ORDERS, "call")


def sums(run: RedactionRun) -> list[tuple[str, int]]:
    """New spans of a run by type, most first."""
    found: dict[str, int] = {}
    for row in RedactionChange.objects.filter(run=run).values_list("found", flat=True):
        for kind, count in row.items():
            found[kind] = found.get(kind, 0) + count
    return [
        (kind_name(kind), count) for kind, count in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    ]


def told(change: RedactionChange) -> dict[str, Any]:
    """A change for people: counts by the name of the type, the first places."""
    return {
        "change": change,
        "found": [(kind_name(kind), count) for kind, count in sorted(change.found.items())],
        "places": [
            {"turn": turn + 1, "kind": kind_name(kind), "start": start}
            for turn, kind, start, _ in change.places[:PLACES_SHOWN]
        ],
        "more": max(0, len(change.places) - PLACES_SHOWN),
    }


def call_context(call: Call, user_id: int | None) -> dict[str, Any]:
    """Template context of the page on which a call's redaction is checked; `user_id` None leaves the audio out."""
    recording = call.recordings.order_by("-id").first()
    ready = recording is not None and recording.state == Recording.State.REDACTED
    transcript = Transcript.objects.filter(call=call).first()
    return {
        "call": call,
        "recording": recording,
        "waveform": waveform(recording) if recording else None,
        "audio_url": audio_url(call.pk, user_id) if ready and user_id else "",
        "transcript": transcript,
        "lines": lines(dialogue(transcript)) if transcript else [],
        "kinds": KINDS,
        "changes": [told(change) for change in RedactionChange.objects.filter(call=call, applied=True)],
    }


def lines(turns: tuple[Turn, ...]) -> list[Line]:
    """The turns, word by word."""
    return [Line(n, turn, list(_heard(turn))) for n, turn in enumerate(turns)]


def _heard(turn: Turn) -> Iterator[Heard]:
    count = len(turn.words)
    n = 0
    while n < count:
        word, last = turn.words[n], n
        while last + 1 < count and turn.words[last + 1].begin < word.stop:
            last += 1
        stop = turn.words[last].stop
        after = turn.words[last + 1].begin if last + 1 < count else len(turn.text)
        yield Heard(
            n,
            turn.text[word.begin : stop],
            word.start,
            turn.words[last].end,
            "hidden" if is_hidden(word) else "",
            turn.text[stop:after],
        )
        n = last + 1
