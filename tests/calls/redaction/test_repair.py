"""Hiding what was missed: text, sound, quotes, search, and what happens when it stops half-way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.db.transaction import on_commit
from django.utils import timezone

from analytics.models import Answer, CallIndex
from analytics.summaries.index import refresh
from calls.models import Call, Outcome, Recording, RedactionChange, StageRun, Transcript
from calls.personal_data import destroy_old_originals
from calls.redaction import repair
from calls.redaction.marks import Mark
from calls.redaction.repair import RepairError, destroy_all_replaced, hide
from calls.transcription.audio import Audio, load
from calls.transcription.rows import dialogue
from calls.vault import store
from compliance.leakcheck import stores
from compliance.models import Account, AuditEvent
from compliance.redaction.span import PaymentWindow
from tests.calls.redaction.conftest import NOON
from tests.factories.stories import recorded, told_call

# "someone come" of the second turn, said from 5.6 to 6.35 s.
MARK = Mark(1, 21, 33, "NAME")


def said(call: Call, marks: list[Mark], *, version: str) -> RedactionChange | None:
    return hide(call, dialogue(call.transcript), marks, version=version)


def sound(call: Call) -> Audio:
    return sound_of(call.recordings.get())


def sound_of(recording: Recording) -> Audio:
    return load(b"".join(store.get(recording, recording.file)))


def loudness(audio: Audio, channel: int, start: float, end: float) -> float:
    return float(np.abs(audio.samples[int(start * audio.rate) : int(end * audio.rate), channel]).max())


def vault_files(account: Account) -> set[str]:
    return {f"{account.pk}/{name}" for name in storages["vault"].listdir(str(account.pk))[1]}


def test_words_and_their_sound_are_gone_everywhere(
    call: Call, account: Account, hooks: list[Callable[[], None]]
) -> None:
    quote = {"turn": 1, "start": 4.0, "end": 7.0, "text": "can someone come tomorrow?"}
    Outcome.objects.filter(call=call).update(evidence=[quote])
    Answer.objects.filter(evaluation__call=call, question="greeting_given").update(evidence=[quote])
    refresh()
    before, old = sound(call), call.recordings.get().file
    assert loudness(before, 0, 5.7, 6.2) > 0.1
    change = said(call, [MARK], version="rules-9")
    assert change is not None
    (destroy,) = hooks
    destroy()
    assert CallIndex.objects.get(call=call).words is None
    assert (change.before, change.after, change.applied) == ("test-1", "rules-9", True)
    assert change.found == {"NAME": 1}
    assert change.places == [[1, "NAME", 5.6, 6.35]]
    transcript = Transcript.objects.get(call=call)
    turn = dialogue(transcript)[1]
    assert turn.text == "My furnace quit, can [NAME_1] tomorrow? My card is [CARD_1] okay"
    assert [word.text for word in turn.words[4:6]] == ["[NAME_1]", "[NAME_1]"]
    assert transcript.redaction_version == "rules-9"
    assert transcript.hidden_counts == {"NAME": 1, "CARD_NUMBER": 1}
    assert [row[:4] for row in transcript.spans] == [[1, 21, 29, "NAME"], [1, 51, 59, "CARD_NUMBER"]]
    recording = call.recordings.get()
    assert recording.file != old
    assert recording.raw_file == ""
    assert vault_files(account) == {recording.file}
    after = sound(call)
    assert len(after.samples) == len(before.samples)
    assert loudness(after, 0, 5.6, 6.3) < 0.01
    assert loudness(after, 0, 4.5, 5.0) == pytest.approx(loudness(before, 0, 4.5, 5.0), abs=0.05)
    muted = [row for row in recording.mutes if row[0] == "caller"]
    assert any(start <= 5.6 and end >= 6.35 for _, start, end in muted)
    assert ["caller", 8.0, 9.5] in muted
    refresh()
    assert not CallIndex.objects.filter(words="someone").exists()
    left = [where for where, value in stores.database() if "someone" in str(value).lower()]
    assert left == []


def test_the_stages_after_transcription_run_again(call: Call) -> None:
    said(call, [MARK], version="rules-9")
    states = dict(StageRun.objects.filter(call=call).values_list("key", "status"))
    assert states == {
        "fetch_recording": "done",
        "transcribe": "done",
        "measure": "waiting",
        "classify": "waiting",
        "match": "waiting",
        "score": "waiting",
        "convert": "waiting",
    }
    call.refresh_from_db()
    assert call.processing == Call.Processing.RUNNING


def test_hiding_again_changes_nothing(call: Call) -> None:
    said(call, [MARK], version="rules-9")
    file = call.recordings.get().file
    assert said(call, [Mark(1, 21, 29, "NAME")], version="rules-9") is None
    assert call.recordings.get().file == file
    assert RedactionChange.objects.count() == 1


def test_what_is_silenced_later_was_not_heard_again(call: Call) -> None:
    call.recordings.update(verified_at=timezone.now(), verification={"rounds": 1})
    said(call, [MARK], version="rules-9")
    recording = call.recordings.get()
    assert (recording.verified_at, recording.verification) == (None, {})


def test_payment_data_is_silent_on_both_channels(call: Call) -> None:
    said(call, [Mark(2, 0, 4, "CARD_NUMBER")], version="rules-9")
    assert loudness(sound(call), 1, 11.05, 11.3) < 0.01
    assert any(row[0] == "both" and row[1] <= 11.0 for row in call.recordings.get().mutes)


def test_new_payment_windows_are_kept_beside_the_old_ones(call: Call) -> None:
    Transcript.objects.update(payment_windows=[[4.0, 9.0, "keys"], [15.0, None, "CVV"]])
    windows = [
        PaymentWindow(1, 1, 5.0, 8.5, "CARD_NUMBER"),
        PaymentWindow(2, 2, 11.0, 14.0, "CVV"),
        PaymentWindow(3, 3, 16.0, None, "CVV"),
        PaymentWindow(0, 0, None, None, "CVV"),
    ]
    call.recordings.all().delete()
    hide(call, dialogue(call.transcript), [MARK], version="rules-9", windows=windows)
    kept = Transcript.objects.get(call=call).payment_windows
    assert kept == [[4.0, 9.0, "keys"], [11.0, 14.0, "CVV"], [15.0, None, "CVV"]]


def test_a_call_without_a_recording_loses_its_words(call: Call) -> None:
    call.recordings.all().delete()
    assert said(call, [MARK], version="rules-9") is not None
    assert "someone" not in dialogue(Transcript.objects.get(call=call))[1].text


def test_so_does_one_whose_key_was_destroyed(call: Call) -> None:
    call.recordings.update(sealed_key=None)
    assert said(call, [MARK], version="rules-9") is not None


def test_a_damaged_recording_leaves_all_as_it_was(call: Call) -> None:
    recording = call.recordings.get()
    Recording.objects.filter(pk=recording.pk).update(sealed_key="A" * 43 + "=")
    with pytest.raises(RepairError, match="could not be opened"):
        said(call, [MARK], version="rules-9")
    assert "someone" in dialogue(Transcript.objects.get(call=call))[1].text


def test_a_call_that_is_being_processed_is_left_alone(call: Call, account: Account) -> None:
    files = vault_files(account)
    StageRun.objects.filter(call=call, key="classify").update(
        status=StageRun.Status.RUNNING, lease_until=timezone.now() + timedelta(minutes=1)
    )
    with pytest.raises(RepairError) as raised:
        said(call, [MARK], version="rules-9")
    assert raised.value.busy
    assert vault_files(account) == files
    assert not RedactionChange.objects.exists()


@pytest.mark.parametrize("place", ["mask_copies", "_wake", "_keep_sound", "peaks"])
def test_a_failure_anywhere_leaves_all_as_it_was(
    call: Call, account: Account, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def fail(*args: Any) -> None:
        raise KeyboardInterrupt

    old = call.recordings.values().get()
    monkeypatch.setattr(repair, place, fail)
    with pytest.raises(KeyboardInterrupt):
        said(call, [MARK], version="rules-9")
    assert call.recordings.values().get() == old
    assert vault_files(account) == {old["file"]}
    assert Transcript.objects.get(call=call).redaction_version == "test-1"


def test_a_kill_before_the_old_file_goes_leads_back_to_it(call: Call, account: Account) -> None:
    old = call.recordings.get().file
    said(call, [MARK], version="rules-9")
    recording = call.recordings.get()
    assert recording.raw_file == old
    assert vault_files(account) == {old, recording.file}
    assert loudness(sound(call), 0, 5.6, 6.3) < 0.01
    assert destroy_all_replaced() == 1
    assert vault_files(account) == {recording.file}
    assert call.recordings.get().raw_file == ""
    assert destroy_all_replaced() == 0


def test_a_file_that_cannot_be_removed_does_not_keep_the_others(
    call: Call, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = told_call(NOON, number=2)
    recorded(other)
    said(call, [MARK], version="rules-9")
    said(other, [MARK], version="rules-9")
    stuck, remove = call.recordings.get().raw_file, store.remove

    def fail(name: str) -> None:
        if name == stuck:
            raise PermissionError(name)
        remove(name)

    monkeypatch.setattr(store, "remove", fail)
    assert destroy_all_replaced() == 1
    assert (call.recordings.get().raw_file, other.recordings.get().raw_file) == (stuck, "")
    monkeypatch.setattr(store, "remove", remove)
    assert destroy_all_replaced() == 1
    assert stuck not in vault_files(account)


def test_the_next_repair_removes_what_the_one_before_left(call: Call, account: Account) -> None:
    old = call.recordings.get().file
    said(call, [MARK], version="rules-9")
    between = call.recordings.get().file
    said(call, [Mark(2, 0, 4, "NAME")], version="rules-9")
    assert old not in vault_files(account)
    assert vault_files(account) == {between, call.recordings.get().file}


@pytest.mark.parametrize("own", [0, 1])
def test_of_two_recordings_the_other_one_is_destroyed(
    call: Call, account: Account, hooks: list[Callable[[], None]], own: int
) -> None:
    call.recordings.update(external_id="RE0")
    rows = [call.recordings.get(), recorded(call)]
    other = rows.pop(1 - own)
    Recording.objects.filter(pk=other.pk).update(seconds=31.0, verified_at=timezone.now())
    said(call, [MARK], version="rules-9")
    kept = Recording.objects.get(pk=rows[0].pk)
    assert loudness(sound_of(kept), 0, 5.6, 6.3) < 0.01 < loudness(sound_of(kept), 0, 4.5, 5.0)
    given_up = Recording.objects.get(pk=other.pk)
    assert (given_up.state, given_up.error) == ("failed", Recording.SPARE)
    assert (given_up.file, given_up.raw_file, given_up.peaks) == ("", other.file, [])
    assert (given_up.verified_at, given_up.verification) == (None, {})
    assert AuditEvent.objects.get(action="recording.destroyed").object_id == str(other.pk)
    assert len(vault_files(account)) == 3
    for hook in hooks:
        hook()
    assert vault_files(account) == {kept.file}
    assert set(Recording.objects.values_list("raw_file", flat=True)) == {""}


def test_a_kill_before_the_other_recording_is_destroyed_leads_back_to_it(
    call: Call, account: Account
) -> None:
    call.recordings.update(external_id="RE0")
    recorded(call)
    said(call, [MARK], version="rules-9")
    assert len(vault_files(account)) == 3
    assert destroy_all_replaced() == 2
    assert vault_files(account) == {call.recordings.get(state="redacted").file}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_failure_after_the_commit_costs_no_recording(
    call: Call, account: Account, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(name: str) -> None:
        raise error

    old = call.recordings.get().file
    monkeypatch.setattr(repair, "on_commit", on_commit)
    with monkeypatch.context() as patch:
        patch.setattr(store, "remove", fail)
        try:
            said(call, [MARK], version="rules-9")
        except KeyboardInterrupt:
            assert error is KeyboardInterrupt
    recording = call.recordings.get()
    assert recording.raw_file == old
    assert vault_files(account) == {old, recording.file}
    assert destroy_all_replaced() == 1
    assert vault_files(account) == {recording.file}
    assert loudness(sound(call), 0, 5.6, 6.3) < 0.01


def test_the_former_file_stays_while_the_present_one_is_missing(call: Call, account: Account) -> None:
    old = call.recordings.get().file
    said(call, [MARK], version="rules-9")
    store.remove(call.recordings.get().file)
    assert destroy_all_replaced() == 0
    Recording.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert destroy_old_originals() == 0
    assert (call.recordings.get().raw_file, vault_files(account)) == (old, {old})


def test_a_file_that_was_switched_meanwhile_is_not_overwritten(
    call: Call, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def switch(transcript: Transcript, masked: Any) -> Transcript:
        Recording.objects.filter(call=call).update(file="elsewhere")
        return transcript

    monkeypatch.setattr(repair, "_locked", switch)
    with pytest.raises(RepairError) as raised:
        said(call, [MARK], version="rules-9")
    assert raised.value.busy
    assert connection.in_atomic_block
    assert Transcript.objects.get(call=call).redaction_version == "test-1"
