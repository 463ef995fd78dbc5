"""Uploading one recording: by the API, by the page, and what must not happen."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from calls.models import Call, Recording, StageRun
from calls.personal_data import IncomingRecording, TooLarge
from calls.pipeline.runner import run_stage
from calls.pipeline.stages.fetch_recording import FetchRecording
from calls.simulator.library import recording
from calls.vault import store
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, AuditEvent, ConsentRecord, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory

OPUS = recording("opening-hours-mono").audio_path.read_bytes()
UPLOADS = "/api/v1/uploads"

pytestmark = pytest.mark.usefixtures("no_pipeline")


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="importer", scopes=["calls.import", "calls.view"])
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account).user)
    return client


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files of any kind with a name, which Django's own handler would write in clear."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a named temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)


def sent(api: Client, body: bytes = OPUS, query: str = "", **headers: str) -> Any:
    return api.post(f"{UPLOADS}?{query}", body, content_type="audio/ogg", headers=headers)


def stored() -> list[Path]:
    root = Path(storages["vault"].location)
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_raw_body_becomes_a_call(api: Client, no_disk: None) -> None:
    query = (
        "started_at=2026-11-20T10:00:00-08:00&caller=(415) 555-0142&called=%2B16285550100&agent=Dana Reyes"
        "&consent=true"
    )
    answer = sent(api, query=query)
    assert answer.status_code == 201
    found = answer.json()
    call = Call.objects.get()
    assert found == {
        "call": call.pk,
        "created": True,
        "analysed": True,
        "processing": "running",
        "progress_url": f"http://testserver/api/v1/calls/{call.pk}?fields=processing,stages",
    }
    assert (call.source, call.state, call.answered) == ("upload", "ended", True)
    assert call.start_time.isoformat() == "2026-11-20T18:00:00+00:00"
    assert (call.customer_phone_number, call.tracking_phone_number) == ("+14155550142", "+16285550100")
    assert call.agent is not None
    assert call.agent.name == "Dana Reyes"
    assert call.duration == round(recording("opening-hours-mono").duration)
    kept = call.recordings.get()
    assert (kept.state, kept.external_id) == (Recording.State.FETCHED, call.external_id)
    assert b"".join(store.get(kept, kept.raw_file)) == OPUS
    assert [path for path in stored() if OPUS[:64] in path.read_bytes()] == []
    assert len(stored()) == 1
    assert set(ConsentRecord.objects.values_list("purpose", "granted", "source")) == {
        (purpose, True, "attested") for purpose in ("record", "transcribe", "analyse")
    }
    assert StageRun.objects.filter(call=call).exists()
    event = AuditEvent.objects.get(action="call.uploaded")
    assert event.actor.startswith("key:")
    assert event.facts == {"bytes": len(OPUS), "consent": True}
    progress = api.get(found["progress_url"].removeprefix("http://testserver")).json()
    assert set(progress) == {"processing", "stages"}


def test_the_same_recording_is_the_same_call(api: Client) -> None:
    first = sent(api, query="consent=true").json()
    again = sent(api, query="consent=true")
    assert again.status_code == 200
    assert (again.json()["call"], again.json()["created"]) == (first["call"], False)
    assert (Call.objects.count(), len(stored())) == (1, 1)


def test_another_account_gets_a_call_of_its_own(api: Client) -> None:
    sent(api, query="consent=true")
    other = AccountFactory()
    with use_account(other.pk):
        _, key = create_api_key(name="importer", scopes=["calls.import"])
        assert sent(Client(headers={"Authorization": f"Bearer {key}"})).status_code == 201
        assert Call.objects.count() == 1


def test_without_consent_nothing_is_analysed_and_that_is_said(api: Client) -> None:
    found = sent(api).json()
    assert found["analysed"] is False
    assert not ConsentRecord.objects.exists()


def test_the_accounts_attestation_counts_unless_refused_here(api: Client, account: Account) -> None:
    account.imports_have_consent = True
    account.save()
    assert sent(api, query="consent=false").json()["analysed"] is False
    assert sent(api, body=recording("voicemail").audio_path.read_bytes()).json()["analysed"] is True


def test_a_repeat_can_bring_the_consent_and_the_bytes(api: Client) -> None:
    call = Call.objects.get(pk=sent(api).json()["call"])
    kept = call.recordings.get()
    store.remove(kept.raw_file)
    Recording.objects.filter(pk=kept.pk).update(raw_file="", state="announced")
    StageRun.objects.filter(call=call).update(status="skipped", reason="no consent to record")
    found = sent(api, query="consent=true").json()
    assert (found["created"], found["analysed"]) == (False, True)
    kept.refresh_from_db()
    assert b"".join(store.get(kept, kept.raw_file)) == OPUS
    assert set(StageRun.objects.filter(call=call).values_list("status", flat=True)) == {"waiting"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no sound in here" * 100, "not a recording"),
        (b"%PDF-1.7 " + b"x" * 5000, "not a recording"),
    ],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(api: Client, body: bytes, words: str) -> None:
    answer = sent(api, body=body, query="consent=true")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert (Call.objects.count(), Recording.objects.count(), stored()) == (0, 0, [])


def test_no_bytes_are_no_recording(api: Client) -> None:
    answer = sent(api, body=b"")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "#/recording", "detail": "A file is expected."}]
    form = {"recording": SimpleUploadedFile("call.opus", b"", "audio/ogg")}
    assert api.post(UPLOADS, form).status_code == 422
    assert (Call.objects.count(), stored()) == (0, [])


def test_a_wav_cut_short_is_refused(api: Client) -> None:
    head = b"RIFF" + (10**7).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (
        b"\x01\x00\x01\x00"
        + (8000).to_bytes(4, "little")
        + (16000).to_bytes(4, "little")
        + b"\x02\x00\x10\x00"
    )
    wav = head + form + b"data" + (9 * 10**6).to_bytes(4, "little") + bytes(16000)
    assert sent(api, body=wav).status_code == 422


def test_too_many_bytes_are_refused_before_the_end(api: Client, settings: Settings) -> None:
    settings.RECORDING_MAX_BYTES = 1000
    assert sent(api).status_code == 413
    form = {"recording": SimpleUploadedFile("call.opus", OPUS, "audio/ogg")}
    assert api.post(UPLOADS, form).status_code == 413
    assert (Call.objects.count(), stored()) == (0, [])
    incoming = IncomingRecording()
    with pytest.raises(TooLarge):
        incoming.write(bytes(1001))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("started_at=yesterday", "started_at"),
        ("started_at=2999-01-01T00:00:00Z", "started_at"),
        ("caller=12", "caller"),
        ("direction=sideways", "direction"),
        ("caller_channel=7", "caller_channel"),
    ],
)
def test_facts_that_cannot_be_are_named(api: Client, query: str, name: str) -> None:
    answer = sent(api, query=query)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{name}"]
    assert (Call.objects.count(), stored()) == (0, [])


def test_a_form_works_as_well(api: Client, no_disk: None) -> None:
    form = {
        "recording": SimpleUploadedFile("call.opus", OPUS, "audio/ogg"),
        "agent": "Lee",
        "consent": "true",
    }
    answer = api.post(UPLOADS, form)
    assert answer.status_code == 201
    call = Call.objects.select_related("agent").get()
    assert call.agent is not None
    assert call.agent.name == "Lee"
    kept = call.recordings.get()
    assert b"".join(store.get(kept, kept.raw_file)) == OPUS
    assert api.post(UPLOADS, {"agent": "Lee"}).json()["errors"][0]["pointer"] == "#/recording"


def test_a_key_is_answered_again_and_guards_the_bytes(api: Client) -> None:
    headers = {"Idempotency-Key": "upload-1"}
    first = sent(api, query="consent=true", **headers)
    again = sent(api, query="consent=true", **headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true"
    other = sent(api, recording("voicemail").audio_path.read_bytes(), "consent=true", **headers)
    assert other.status_code == 422
    assert Call.objects.count() == 1


def test_keys_without_the_scope_and_strangers_store_nothing(account: Account) -> None:
    _, key = create_api_key(name="reader", scopes=["calls.view"])
    assert sent(Client(headers={"Authorization": f"Bearer {key}"})).status_code == 403
    assert sent(Client()).status_code == 401
    assert (Call.objects.count(), stored()) == (0, [])


def test_the_page_takes_a_recording_and_leads_to_the_call(
    owner: Client, account: Account, no_disk: None
) -> None:
    assert owner.get("/calls/upload/").status_code == 200
    Account.objects.filter(pk=account.pk).update(time_zone="America/Los_Angeles")
    form = {
        "recording": SimpleUploadedFile("call.opus", OPUS, "audio/ogg"),
        "started_at": "2026-11-20T10:00",
        "consent": "true",
    }
    answer = owner.post("/calls/upload/", form)
    call = Call.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/calls/{call.pk}/")
    assert call.start_time.isoformat() == "2026-11-20T18:00:00+00:00"
    assert AuditEvent.objects.get(action="call.uploaded").actor.startswith("person")


def test_the_page_says_why_a_file_cannot_be_used(owner: Client) -> None:
    answer = owner.post("/calls/upload/", {"recording": SimpleUploadedFile("notes.txt", b"hello" * 99)})
    assert answer.status_code == 422
    assert "not a recording" in answer.content.decode()
    assert owner.post("/calls/upload/", {}).status_code == 422
    assert (Call.objects.count(), stored()) == (0, [])


def test_the_page_needs_the_permission_and_the_token(account: Account) -> None:
    reviewer = Client()
    reviewer.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    form = {"recording": SimpleUploadedFile("call.opus", OPUS, "audio/ogg")}
    assert reviewer.post("/calls/upload/", form).status_code == 403
    assert Client().post("/calls/upload/", form).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(MembershipFactory(account=account).user)
    form = {"recording": SimpleUploadedFile("call.opus", OPUS, "audio/ogg")}
    assert strict.post("/calls/upload/", form).status_code == 403
    assert (Call.objects.count(), stored()) == (0, [])


def test_fetching_leaves_what_is_in_the_vault_alone(api: Client) -> None:
    call = Call.objects.get(pk=sent(api, query="consent=true").json()["call"])
    before = call.recordings.get()
    assert FetchRecording().reason_to_skip(call) == ""
    FetchRecording().run(call)
    after = call.recordings.get()
    assert (after.raw_file, after.state) == (before.raw_file, Recording.State.FETCHED)
    assert len(stored()) == 1


def test_an_upload_that_is_gone_says_what_to_do(api: Client, settings: Settings) -> None:
    call = Call.objects.get(pk=sent(api, query="consent=true").json()["call"])
    call.recordings.update(state="announced", raw_file="")
    run = StageRun.objects.create(call=call, key="fetch_recording", position=0)
    settings.CALL_PIPELINE = ["calls.pipeline.stages.fetch_recording.FetchRecording"]
    StageRun.objects.filter(call=call).exclude(pk=run.pk).delete()
    run_stage(run.pk)
    run.refresh_from_db()
    assert (run.status, run.retry_at) == ("failed", None)
    assert "send it again" in run.reason
