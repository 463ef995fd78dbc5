"""From the carrier's media store to the redacted transcript, with everything that goes wrong on the way."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.core.files.storage import storages
from django.utils import timezone
from pytest_django import Settings

from calls.models import Agent, Call, Recording, StageRun, Transcript, Turn
from calls.personal_data import destroy_old_originals
from calls.pipeline import runner
from calls.simulator.carrier.faults import MediaFault
from calls.simulator.carrier.media import MediaStore, as_wav, serving
from calls.simulator.library import recording as scripted_call
from calls.transcription import services as speech
from calls.transcription.audio import load
from calls.transcription.backend import RawTranscript
from calls.vault import cipher, store
from compliance.consent.gate import record_consent
from compliance.models import Account, AuditEvent
from compliance.redaction.dialogue import Turn as Spoken
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.sound.spoken import numbers
from tests.compliance.redaction.sound.test_tones import dialled
from tests.factories.telephony import ACCOUNT_SID, AUTH_TOKEN, ConnectionFactory, PhoneNumberFactory

SALE = scripted_call("filter-sale-card")
MONO = scripted_call("opening-hours-mono")


@pytest.fixture(autouse=True)
def pipeline(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = ("fetch_recording.FetchRecording", "transcribe.Transcribe")
    settings.CALL_PIPELINE = [f"calls.pipeline.stages.{name}" for name in stages]
    settings.TRANSCRIPTION_BACKEND = "scripted"
    monkeypatch.setattr("calls.pipeline.runner.enqueue", lambda *_, **__: None)


@pytest.fixture
def media(settings: Settings) -> Iterator[MediaStore]:
    with serving(MediaStore(ACCOUNT_SID, AUTH_TOKEN)) as running:
        settings.OUTBOUND_PRIVATE_HOSTS = [running.base_url.removeprefix("http://")]
        yield running


@pytest.fixture
def call(account: Account, media: MediaStore) -> Call:
    number = PhoneNumberFactory(connection=ConnectionFactory(options={"api_base": media.base_url}))
    made = Call.objects.create(
        source="twilio", external_id="CA1", start_time=timezone.now(), state="ended", phone_number=number
    )
    record_consent(made.subject, {"record": True, "transcribe": True}, source="notice")
    return made


def announce(
    call: Call,
    media: MediaStore,
    path: Path,
    fault: MediaFault = MediaFault.NONE,
    seconds: float | None = None,
) -> None:
    url = media.add("RE1", path, fault)
    Recording.objects.create(call=call, external_id="RE1", url=url, announced_seconds=seconds)
    runner.start(call)


def run(call: Call) -> dict[str, tuple[str, str]]:
    """Runs what is due once; stage -> (status, reason)."""
    for row in StageRun.objects.filter(call=call).order_by("position"):
        runner.run_stage(row.pk)
    return {row.key: (row.status, row.reason) for row in StageRun.objects.filter(call=call)}


def learn(path: Path, turns: tuple[Spoken, ...]) -> None:
    backend = speech.backend()
    backend.register(load(as_wav(path)), turns)  # type: ignore[attr-defined]


def vault_files() -> set[str]:
    storage = storages["vault"]
    folders, files = storage.listdir("") if storage.exists("") else ([], [])
    return set(files) | {f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]}


def test_only_the_redacted_copy_is_kept(call: Call, media: MediaStore) -> None:
    said = Spoken.from_words(
        "caller",
        [
            ("My", 1.0, 1.2, 0.9),
            ("name", 1.2, 1.4, 0.9),
            ("is", 1.4, 1.5, 0.9),
            ("Carol", 1.5, 2.0, 0.9),
            ("Baker.", 2.0, 2.5, 0.9),
        ],
    )
    learn(SALE.audio_path, (said,))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    assert run(call) == {"fetch_recording": ("done", ""), "transcribe": ("done", "")}
    turn, kept = Turn.objects.get(), Recording.objects.get()
    assert turn.text == "My name is [NAME_1]."
    assert [word[0] for word in turn.words] == ["My", "name", "is", "[NAME_1]", "[NAME_1]."]
    assert Transcript.objects.get().hidden_counts == {"NAME": 1}
    assert (kept.state, kept.raw_file, kept.channels) == ("redacted", "", 2)
    assert vault_files() == {kept.file}
    samples, rate = soundfile.read(io.BytesIO(b"".join(store.get(kept, kept.file))))
    muted = samples[int(1.4 * rate) : int(2.7 * rate)]
    assert np.abs(muted[:, 0]).max() < 0.01
    assert len(samples) / rate == pytest.approx(SALE.duration, abs=0.2)
    assert kept.mutes == [["caller", 1.35, 2.75]]
    assert (kept.verification, kept.verified_at) == ({}, None)


def test_the_agent_is_hidden_however_the_name_is_said(call: Call, media: MediaStore) -> None:
    call.agent = Agent.objects.create(name="Ignatius Bell", external_id="a1")
    call.save()
    learn(
        MONO.audio_path, (Spoken.from_words("unknown", [("so", 0.5, 0.7, 0.9), ("ignatius", 0.7, 1.2, 0.9)]),)
    )
    announce(call, media, MONO.audio_path)
    run(call)
    assert Turn.objects.get().text == "so [NAME_1]"
    assert call.known_names == ["Ignatius Bell"]
    assert Call(source="import").known_names == []


def test_the_files_on_disk_are_sealed_and_tampering_shows(call: Call, media: MediaStore) -> None:
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    announce(call, media, MONO.audio_path)
    run(call)
    kept = Recording.objects.get()
    with storages["vault"].open(kept.file) as file:
        content = file.read()
    assert b"LAME" not in content
    assert b"ID3" not in content
    path = Path(storages["vault"].path(kept.file))
    path.write_bytes(content[:-40] + b"x" * 40)
    with pytest.raises(cipher.Damaged):
        b"".join(store.get(kept, kept.file))
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(cipher.Damaged):
        b"".join(store.get(kept, kept.file))


def test_a_mono_recording_is_fetched_the_second_way(call: Call, media: MediaStore) -> None:
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    announce(call, media, MONO.audio_path, seconds=MONO.duration)
    assert run(call)["transcribe"] == ("done", "")
    call.refresh_from_db()
    assert call.flags == ["mono"]
    assert [item.asked for item in media.items.values()] == [2]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (MediaFault.PRIVATE, "the recording cannot be fetched: 10.0.0.1:80 is a private address"),
        (MediaFault.REDIRECT, "a redirect to 169.254.169.254 is not followed"),
        (
            MediaFault.HUGE,
            "the recording cannot be fetched: 1099511627776 bytes announced, 600000000 allowed",
        ),
    ],
)
def test_addresses_that_cannot_be_right_end_at_once(call, media, fault, reason) -> None:
    announce(call, media, MONO.audio_path, fault)
    assert run(call) == {
        "fetch_recording": ("failed", reason),
        "transcribe": ("skipped", "needs fetch_recording"),
    }
    call.refresh_from_db()
    assert call.processing == "attention"
    assert Recording.objects.get().error == reason
    assert vault_files() == set()


def test_a_late_file_is_asked_for_again(call: Call, media: MediaStore) -> None:
    learn(MONO.audio_path, ())
    announce(call, media, MONO.audio_path, MediaFault.LATE)
    assert run(call)["fetch_recording"] == ("failed", "the provider answered 404")
    assert StageRun.objects.get(key="fetch_recording").retry_at is not None
    StageRun.objects.update(retry_at=timezone.now())
    assert run(call)["fetch_recording"] == ("done", "")


def test_a_file_that_never_comes_is_given_up(call: Call, media: MediaStore) -> None:
    announce(call, media, MONO.audio_path, MediaFault.MISSING)
    for _ in range(runner.MAX_ATTEMPTS):
        StageRun.objects.filter(retry_at__isnull=False).update(retry_at=timezone.now())
        run(call)
    fetch = StageRun.objects.get(key="fetch_recording")
    assert (fetch.status, fetch.reason, fetch.attempt, fetch.retry_at) == (
        "failed",
        "the provider answered 404",
        6,
        None,
    )


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (MediaFault.NOT_AUDIO, "the recording cannot be used: "),
        (MediaFault.CUT_OFF, "the recording cannot be used: "),
    ],
)
def test_what_is_no_whole_recording_is_said_to_be_none(call, media, fault, reason) -> None:
    announce(call, media, MONO.audio_path, fault, seconds=MONO.duration)
    status, why = run(call)["transcribe"]
    assert (status, why.startswith(reason)) == ("failed", True)
    assert Recording.objects.get().state == "failed"
    assert not Transcript.objects.exists()


def test_silence_is_a_call_with_an_empty_flagged_transcript(call, media, tmp_path) -> None:
    file = tmp_path / "silence.wav"
    soundfile.write(file, np.zeros((8000 * 5, 2)), 8000)
    learn(file, ())
    announce(call, media, file)
    assert run(call)["transcribe"] == ("done", "")
    call.refresh_from_db()
    assert (call.flags, call.processing, Turn.objects.count()) == (["no_speech"], "done", 0)


def test_a_call_in_another_language_is_flagged_and_nothing_of_it_is_kept(call, media, monkeypatch) -> None:
    backend = speech.backend()
    hola = Spoken.from_words("unknown", [("Mi", 0.5, 0.7, 0.9), ("tarjeta", 0.7, 0.9, 0.9)])
    raw = RawTranscript((hola,), "es", 0.9, 8.0, 1, "scripted", "x", frozenset({"language:es"}))
    monkeypatch.setattr(type(backend), "transcribe", lambda *_: raw)
    announce(call, media, MONO.audio_path)
    assert run(call)["transcribe"] == ("done", "")
    call.refresh_from_db()
    kept = Recording.objects.get()
    assert (call.language, call.flags) == ("es", ["language:es", "mono"])
    assert (kept.state, kept.error) == (
        "failed",
        "withheld: redaction does not cover the language that is spoken",
    )
    assert (Turn.objects.count(), vault_files()) == (0, set())


@pytest.mark.parametrize("file_is_gone", [False, True])
def test_a_kill_while_a_call_is_withheld_is_made_good(call, media, monkeypatch, file_is_gone) -> None:
    raw = RawTranscript((), "es", 0.9, 8.0, 1, "scripted", "x", frozenset({"language:es"}))
    monkeypatch.setattr(type(speech.backend()), "transcribe", lambda *_: raw)
    announce(call, media, MONO.audio_path)
    remove = store.remove

    def killed(name: str) -> None:
        if file_is_gone:
            remove(name)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("calls.vault.store.remove", killed)
        with pytest.raises(SystemExit):
            run(call)
    StageRun.objects.filter(key="transcribe").update(lease_until=timezone.now() - timedelta(minutes=1))
    assert run(call)["transcribe"] == ("done", "")
    kept = Recording.objects.get()
    assert (kept.state, kept.raw_file, vault_files()) == ("failed", "", set())
    call.refresh_from_db()
    assert (call.language, call.processing) == ("es", "done")


def test_an_original_that_was_never_redacted_is_destroyed_after_a_day(call, media, monkeypatch) -> None:
    monkeypatch.setattr("compliance.redaction.engine.RedactionEngine._redact", lambda *_: 1 / 0)
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    announce(call, media, MONO.audio_path)
    run(call)
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)
    Recording.objects.update(created_at=timezone.now() - timedelta(hours=25))
    StageRun.objects.filter(key="transcribe").update(status="waiting")
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)  # its turn is still to come
    StageRun.objects.filter(key="transcribe").update(status="failed", retry_at=None)
    assert (destroy_old_originals(), vault_files()) == (1, set())
    assert AuditEvent.objects.get().action == "recording.original_destroyed"


def test_an_original_whose_redaction_failed_for_good_is_destroyed_soon(call, media, settings) -> None:
    settings.REDACTION_SECOND_MODEL = ""
    learn(SALE.audio_path, card_call(("4242", 18.0, 20.0), ("4242", 20.0, 22.0)))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    assert run(call)["transcribe"][0] == "failed"
    failed = StageRun.objects.filter(key="transcribe")
    failed.update(finished_at=timezone.now() - timedelta(minutes=59))
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)
    failed.update(finished_at=timezone.now() - timedelta(minutes=61), attempt=runner.MAX_ATTEMPTS)
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)  # six crashes may have one cause outside
    failed.update(attempt=1, retry_at=timezone.now())
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)
    failed.update(retry_at=None)
    settings.ORIGINALS_KEPT_MINUTES = 90
    assert (destroy_old_originals(), len(vault_files())) == (0, 1)
    settings.ORIGINALS_KEPT_MINUTES = 60
    assert (destroy_old_originals(), vault_files()) == (1, set())
    assert (Recording.objects.get().state, Recording.objects.get().raw_file) == ("announced", "")
    assert AuditEvent.objects.get().action == "recording.original_destroyed"
    runner.retry(StageRun.objects.get(key="fetch_recording"))
    assert run(call)["fetch_recording"] == ("done", "")


def test_a_failing_redaction_withholds_the_call(call, media, monkeypatch) -> None:
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    monkeypatch.setattr("compliance.redaction.engine.RedactionEngine._redact", lambda *_: 1 / 0)
    announce(call, media, MONO.audio_path)
    status, reason = run(call)["transcribe"]
    assert (status, reason) == (
        "failed",
        "redaction failed, the call is withheld: redaction failed: ZeroDivisionError",
    )
    assert not Transcript.objects.exists()
    assert Recording.objects.get().file == ""


def test_a_kill_before_the_original_is_gone_is_made_good(call, media, monkeypatch) -> None:
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    announce(call, media, MONO.audio_path)
    remove = store.remove
    monkeypatch.setattr("calls.vault.store.remove", lambda _: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        run(call)
    assert len(vault_files()) == 2
    monkeypatch.setattr("calls.vault.store.remove", remove)
    StageRun.objects.filter(key="transcribe").update(lease_until=timezone.now() - timedelta(minutes=1))
    assert run(call)["transcribe"] == ("done", "")
    kept = Recording.objects.get()
    assert (kept.raw_file, vault_files()) == ("", {kept.file})


def test_of_several_recordings_one_is_redacted_and_none_stays_raw(call, media) -> None:
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    first = Recording.objects.create(
        call=call, external_id="RE0", url=media.add("RE0", SALE.audio_path), announced_seconds=SALE.duration
    )
    announce(call, media, MONO.audio_path)
    assert run(call) == {"fetch_recording": ("done", ""), "transcribe": ("done", "")}
    first.refresh_from_db()
    assert (first.state, first.error, first.raw_file, first.file) == ("failed", Recording.SPARE, "", "")
    kept = Recording.objects.get(external_id="RE1")
    assert (kept.state, vault_files()) == ("redacted", {kept.file})
    destroyed = AuditEvent.objects.get(action="recording.original_destroyed")
    assert destroyed.object_id == str(first.pk)
    runner.retry(StageRun.objects.get(key="fetch_recording"))
    assert run(call) == {"fetch_recording": ("done", ""), "transcribe": ("done", "")}
    first.refresh_from_db()
    assert (first.state, vault_files(), Turn.objects.get().text) == ("failed", {kept.file}, "Hello.")


def test_a_recording_that_comes_after_all_is_transcribed(call, media) -> None:
    runner.start(call)
    assert run(call) == {
        "fetch_recording": ("skipped", "nothing was recorded"),
        "transcribe": ("skipped", "needs fetch_recording"),
    }
    learn(MONO.audio_path, (Spoken.from_words("unknown", [("Hello.", 0.5, 0.9, 0.9)]),))
    Recording.objects.create(call=call, external_id="RE1", url=media.add("RE1", MONO.audio_path))
    runner.start_by_id(call.pk)
    assert run(call) == {"fetch_recording": ("done", ""), "transcribe": ("done", "")}
    call.refresh_from_db()
    assert (call.processing, call.duration) == ("done", round(MONO.duration))


def test_without_consent_nothing_is_fetched(call: Call, media: MediaStore) -> None:
    record_consent(call.subject, {"record": False}, source="opt_out")
    announce(call, media, MONO.audio_path)
    assert run(call)["fetch_recording"] == ("skipped", "no consent to record")
    assert [item.asked for item in media.items.values()] == [0]


def test_real_speech_with_a_card_number_leaves_no_digit_behind(call, media, settings) -> None:
    settings.TRANSCRIPTION_BACKEND = "faster-whisper"
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    assert run(call)["transcribe"] == ("done", "")
    text = " ".join(Turn.objects.values_list("text", flat=True))
    assert "[CARD_1]" in text
    assert "filter" in text.lower()
    counts = Transcript.objects.get().hidden_counts
    assert counts["CARD_NUMBER"] >= 1
    assert counts["CVV"] >= 1
    kept = Recording.objects.get()
    assert (kept.verification["windows"], kept.verification["closed"]) == (1, 0)
    for item in SALE.pii:
        turn = SALE.turns[item.turn]
        if item.type in PAYMENT_TYPES:
            assert heard(kept, turn.start, turn.end) < 0.01
    (start, end, _), *_ = Transcript.objects.get().payment_windows
    silenced = load(b"".join(store.get(kept, kept.file)))
    for backend in speech.listeners():
        found = numbers(backend.transcribe(silenced).turns)
        assert [one for one in found if one.count >= 3 and one.overlaps(start, end)] == []


def card_call(*said: tuple[str, float, float]) -> tuple[Spoken, ...]:
    """The agent asks for the card at second 16; the caller answers with words at their times."""
    asked = [("Card", 16.0, 16.3, 0.9), ("number,", 16.3, 16.6, 0.9), ("please?", 16.6, 17.0, 0.9)]
    answer = [(text, start, end, 0.9) for text, start, end in said]
    return (Spoken.from_words("agent", asked), Spoken.from_words("caller", answer))


def heard(kept: Recording, start: float, end: float) -> float:
    """The loudest sample of the kept file between two times."""
    samples, rate = soundfile.read(io.BytesIO(b"".join(store.get(kept, kept.file))))
    return float(np.abs(samples[int(start * rate) : int(end * rate)]).max())


def test_a_card_that_is_paid_with_is_heard_again(call: Call, media: MediaStore) -> None:
    learn(SALE.audio_path, card_call(("4242", 18.0, 20.0), ("4242", 20.0, 22.0), ("4242", 22.0, 24.0)))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    assert run(call)["transcribe"] == ("done", "")
    kept, transcript = Recording.objects.get(), Transcript.objects.get()
    assert kept.verified_at is not None
    facts = {key: kept.verification[key] for key in ("windows", "closed", "models")}
    assert facts == {"windows": 1, "closed": 0, "models": ["whisper-tiny.en"]}
    assert [row[2] for row in transcript.payment_windows] == ["CARD_NUMBER"]
    turn = Turn.objects.get(speaker="caller")
    places = [row for row in transcript.spans if row[0] == turn.position]
    assert [turn.text[begin:stop] for _, begin, stop, *_ in places] == re.findall(r"\[\w+\]", turn.text)
    assert heard(kept, 18.0, 24.0) < 0.01


def test_what_the_carrier_says_was_a_payment_is_hidden_whole(call: Call, media: MediaStore) -> None:
    learn(SALE.audio_path, (Spoken.from_words("agent", [("So", 9.0, 9.4, 0.9), ("then", 11.0, 11.4, 0.9)]),))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    Recording.objects.update(payment_segments=[[10.0, 14.0, "paused"]])
    assert run(call)["transcribe"] == ("done", "")
    kept = Recording.objects.get()
    assert ["both", 10.0, 14.0] in kept.mutes
    assert heard(kept, 10.1, 13.9) < 0.01
    assert kept.verification["windows"] == 1
    assert "then" not in Turn.objects.get().text


def test_keys_are_silenced_and_a_payment_when_there_are_three(call, media, tmp_path) -> None:
    file = tmp_path / "keys.wav"
    sound = dialled([1, 2, 3, 4, 5], tone=0.1, rest=0.2)
    soundfile.write(file, sound.samples, sound.rate)
    learn(file, ())
    announce(call, media, file)
    assert run(call)["transcribe"] == ("done", "")
    kept = Recording.objects.get()
    assert kept.mutes == [["both", pytest.approx(1.0, abs=0.03), pytest.approx(2.3, abs=0.03)]]
    assert kept.verification["windows"] == 1
    assert heard(kept, 1.0, 2.2) < 0.01


def test_a_call_that_nobody_can_hear_again_is_withheld(call, media, settings) -> None:
    settings.REDACTION_SECOND_MODEL = ""
    learn(SALE.audio_path, card_call(("4242", 18.0, 20.0), ("4242", 20.0, 22.0)))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    reason = "nobody can hear the silenced recording again"
    assert run(call)["transcribe"] == (
        "failed",
        f"the silenced recording was not verified, the call is withheld: {reason}",
    )
    kept = Recording.objects.get()
    assert (kept.file, kept.verified_at, Transcript.objects.count()) == ("", None, 0)
    assert vault_files() == {kept.raw_file}


def test_a_crash_while_hearing_again_keeps_nothing_and_is_tried_again(call, media, monkeypatch) -> None:
    learn(SALE.audio_path, card_call(("4242", 18.0, 20.0), ("4242", 20.0, 22.0)))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    monkeypatch.setattr("calls.transcription.silencing.verify", lambda *_: 1 / 0)
    assert run(call)["transcribe"] == ("failed", "ZeroDivisionError")
    assert StageRun.objects.get(key="transcribe").retry_at is not None
    kept = Recording.objects.get()
    assert (kept.state, kept.file, Transcript.objects.count()) == ("fetched", "", 0)


def test_an_uninstalled_second_model_withholds_the_call(call, media, settings) -> None:
    settings.REDACTION_SECOND_MODEL = "whisper-enormous"
    learn(SALE.audio_path, card_call(("4242", 18.0, 20.0), ("4242", 20.0, 22.0)))
    announce(call, media, SALE.audio_path, seconds=SALE.duration)
    status, reason = run(call)["transcribe"]
    assert status == "failed"
    assert reason.startswith("the silenced recording was not verified: unknown model 'whisper-enormous'")
    assert Recording.objects.get().file == ""
