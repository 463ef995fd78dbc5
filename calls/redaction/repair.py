"""Hides more of a call that was redacted before: text, sound, and every row that quotes it, all of it or nothing.

The new audio file is written first; one transaction switches the text, the quotes and the file; the old file goes last.
Until it is gone its name stands in `Recording.raw_file`, so that a kill at any line leaves a row that leads to it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.transaction import atomic, on_commit
from django.utils import timezone

from calls.models import Call, Recording, RedactionChange, RedactionRun, StageRun, Transcript, Turn
from calls.pipeline.runner import retry, stages
from calls.redaction.copies import mask_copies
from calls.redaction.marks import Mark, Masked, counts_of, mask_marks, span_rows
from calls.transcription import rows
from calls.transcription.audio import Audio, AudioError, load
from calls.transcription.encoding import CONTENT_TYPE, encode, peaks
from calls.vault import cipher, store
from calls.vault.former import destroy_former
from compliance.audit.chain import record
from compliance.causes import frames_of
from compliance.redaction.dialogue import Turn as Said
from compliance.redaction.sound.intervals import mute_intervals
from compliance.redaction.sound.muting import Mute, joined, mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.span import PaymentWindow, Redaction, RedactionError
from compliance.tenancy import use_account

logger = logging.getLogger(__name__)

# Row of `Transcript.payment_windows`: start, end (None: until the call ended), reason.
WindowRow = list[Any]
# Recordings whose lengths differ by more are not the same.
SAME_SECONDS = 0.1
SPEAKERS = {1: ("unknown",), 2: ("caller", "agent")}


class RepairError(Exception):
    """Nothing was hidden. `busy`: the call is being worked on, trying again helps. The message is for people."""

    def __init__(self, message: str, *, busy: bool = False) -> None:
        super().__init__(message)
        self.busy = busy


def nothing_more(change: RedactionChange) -> None:
    """For repairs that change no other rows."""


def hide(
    call: Call,
    turns: Sequence[Said],
    marks: Iterable[Mark],
    *,
    version: str,
    windows: Sequence[PaymentWindow] = (),
    run: RedactionRun | None = None,
    alongside: Callable[[RedactionChange], None] = nothing_more,
) -> RedactionChange | None:
    """Hides the marks in the call, which says `turns` now, wakes the stages after transcription, notes counts and places.

    `version` names the rules the call is redacted by from now on; `windows` are payment windows found with the marks;
    `alongside` runs in the same transaction with the note, and nothing is changed when it raises. None when there is
    nothing to hide. Raises RepairError.
    """
    transcript = Transcript.objects.get(call=call)
    masked = mask_marks(turns, marks)
    if not masked.spans:
        return None
    recording, others = _recordings(transcript)
    with _silenced(recording, masked, windows) as silenced, atomic():
        kept = _locked(transcript, masked)
        before = kept.redaction_version
        _keep_text(kept, masked, windows, version)
        if silenced is not None:
            _keep_sound(silenced)
        for other in others:
            _give_up(other)
        mask_copies(call, masked)
        change = RedactionChange.objects.create(
            run=run,
            call=call,
            before=before,
            after=version,
            found=masked.found,
            places=masked.places,
            applied=True,
        )
        alongside(change)
        _wake(call)
        if silenced is not None:
            _destroy_when_committed(silenced)
    return change


def _recordings(transcript: Transcript) -> tuple[Recording | None, list[Recording]]:
    """The recording that the transcript was made of, and the others that people hear; nothing is left to remove.

    Their lengths tell, and the newest is taken where they do not.
    """
    audible = list(transcript.call.recordings.filter(state=Recording.State.REDACTED).order_by("-id"))
    for one in audible:
        destroy_former(one)
    if not audible:
        return None, []
    own = min(audible, key=lambda one: abs((one.seconds or 0.0) - transcript.seconds) > SAME_SECONDS)
    return own, [one for one in audible if one is not own]


def _give_up(recording: Recording) -> None:
    """Destroys the sound of a recording in which nobody knows where the same words are."""
    left = recording.raw_file or recording.file
    Recording.objects.filter(pk=recording.pk).update(
        state=Recording.State.FAILED,
        error=Recording.SPARE,
        file="",
        raw_file=left,
        peaks=[],
        verified_at=None,
        verification={},
    )
    record("recording.destroyed", recording, reason="more of the call was hidden")
    recording.file, recording.raw_file = "", left
    _destroy_when_committed(recording)


def destroy_all_replaced() -> int:
    """Removes what killed workers left behind, of all accounts: replaced and given up audio, originals of recordings
    that are through. How many files there were.
    """
    done = (Recording.State.REDACTED, Recording.State.FAILED)
    left = Recording.everywhere.filter(state__in=done).exclude(raw_file="")
    count = 0
    for recording in left:
        try:
            with use_account(recording.account_id):
                count += destroy_former(recording)
        except Exception as error:  # noqa: BLE001  one file that cannot be removed must not keep the others
            logger.error("recording %s: file not removed: %s", recording.pk, frames_of(error))
    return count


def _destroy_when_committed(recording: Recording) -> None:
    def destroy() -> None:
        destroy_former(recording)

    on_commit(destroy, robust=True)


@contextmanager
def _silenced(
    recording: Recording | None, masked: Masked, windows: Sequence[PaymentWindow]
) -> Iterator[Recording | None]:
    """The row with a new, better muted file, not saved yet. Raises RepairError.

    When the block fails the file goes, unless the row names it all the same: what fails after the commit, or the commit
    whose answer is lost, must not cost the recording.
    """
    audio = _audible(recording)
    if recording is None or audio is None:
        yield None
        return
    sound = CallSound(audio.samples, audio.rate, SPEAKERS[audio.channels])
    try:
        redaction = Redaction(masked.after, masked.spans, tuple(windows))
        mutes = mute_intervals(redaction, masked.before, sound)
    except RedactionError as error:
        raise RepairError(f"the recording could not be silenced: {error}") from error
    safe = Audio(mute(sound, mutes), audio.rate)
    name = store.put(recording, [encode(safe)], "mp3")
    try:
        recording.raw_file, recording.file, recording.content_type = recording.file, name, CONTENT_TYPE
        recording.peaks = peaks(safe)
        recording.mutes = _rows([*(Mute(*row[:3]) for row in recording.mutes), *mutes])
        yield recording
    except BaseException:
        if not Recording.objects.filter(pk=recording.pk, file=name).exists():
            store.remove(name)
        raise


def _audible(recording: Recording | None) -> Audio | None:
    """The redacted audio; None where there is none, or its key was destroyed. Raises RepairError."""
    if recording is None or not recording.file:
        return None
    try:
        return load(b"".join(store.get(recording, recording.file)))
    except FileNotFoundError:
        return None
    except (AudioError, cipher.Damaged) as error:
        raise RepairError(f"the recording could not be opened: {error}") from error


def _rows(mutes: Iterable[Mute]) -> list[list[str | float]]:
    return [[one.channel_speaker, round(one.start, 2), round(one.end, 2)] for one in joined(mutes)]


def _locked(transcript: Transcript, masked: Masked) -> Transcript:
    """The transcript's row for the change, with the call's stages held still.

    Raises RepairError while a stage runs, which may have read the old text, and when the text is another by now.
    """
    runs = StageRun.objects.select_for_update(of=("self",)).filter(call_id=transcript.call_id)
    now = timezone.now()
    if any(
        run.status == StageRun.Status.RUNNING and run.lease_until and run.lease_until > now for run in runs
    ):
        raise RepairError("the call is being processed at the moment", busy=True)
    kept = Transcript.objects.select_for_update(of=("self",)).filter(pk=transcript.pk).first()
    if kept is None or rows.dialogue(kept) != masked.before:
        raise RepairError("the transcript has changed meanwhile", busy=True)
    return kept


def _keep_text(
    transcript: Transcript, masked: Masked, windows: Sequence[PaymentWindow], version: str
) -> None:
    changed = {span.turn for span in masked.spans}
    stored = list(transcript.turns.all())
    for n in changed:
        stored[n].text, stored[n].words = masked.after[n].text, rows.words(masked.after[n])
    Turn.objects.bulk_update([stored[n] for n in sorted(changed)], ["text", "words"])
    transcript.spans = span_rows(masked.after)
    transcript.hidden_counts = counts_of(transcript.spans)
    transcript.payment_windows = _all_windows(transcript.payment_windows, windows)
    transcript.redaction_version = version
    # Last of the text: triggers note the call for the search index when this row changes.
    transcript.save(update_fields=["spans", "hidden_counts", "payment_windows", "redaction_version"])


def _all_windows(kept: list[WindowRow], found: Sequence[PaymentWindow]) -> list[WindowRow]:
    """The windows as they were and those that lie in none of them, by their start."""

    def within(row: WindowRow) -> bool:
        return any(
            a is not None and a <= row[0] and (b is None or (row[1] is not None and row[1] <= b))
            for a, b, _ in kept
        )

    fresh = [[one.start, one.end, one.reason] for one in found if one.start is not None]
    return sorted([*kept, *(row for row in fresh if not within(row))], key=lambda row: row[0] or 0.0)


def _keep_sound(recording: Recording) -> None:
    changed = Recording.objects.filter(
        pk=recording.pk, file=recording.raw_file, state=Recording.State.REDACTED
    ).update(
        file=recording.file,
        raw_file=recording.raw_file,
        content_type=recording.content_type,
        peaks=recording.peaks,
        mutes=recording.mutes,
        # It was the former sound that was heard again.
        verified_at=None,
        verification={},
    )
    if not changed:
        raise RepairError("the recording has changed meanwhile", busy=True)


def _wake(call: Call) -> None:
    """Stages after transcription run again: what they made of the text was made of the old one."""
    heard = StageRun.objects.filter(call=call, key="transcribe").first()
    if heard is None:
        return
    later = StageRun.objects.filter(call=call, position__gt=heard.position, key__in=stages())
    following = later.order_by("position").first()
    if following is not None:
        retry(following)
