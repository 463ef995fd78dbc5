"""Importing a folder of recordings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from calls.models import Call, Recording
from compliance.consent.gate import may
from compliance.models import Account

pytestmark = pytest.mark.usefixtures("no_pipeline")
HEAD = "recording,started_at,external_call_id,ani,dnis,agent,caller_channel,consent"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "calls"
    (made / "sub").mkdir(parents=True)
    for name in ("a.wav", "b.mp3", "sub/c.opus", "notes.txt"):
        (made / name).write_bytes(name.encode())
    return made


def _manifest(folder: Path, *rows: str) -> list[str]:
    file = folder.parent / "calls.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    return [str(folder), "--metadata", str(file)]


def test_a_bare_folder_is_a_call_per_recording(account: Account, folder: Path, capsys) -> None:
    call_command("import_calls", str(folder))
    assert "3 calls imported, 0 were there already" in capsys.readouterr().out
    names = {name.partition("#")[0] for name in Call.objects.values_list("external_id", flat=True)}
    assert names == {"a.wav", "b.mp3", "c.opus"}


def test_the_same_name_in_another_folder_is_another_call(account: Account, tmp_path: Path, capsys) -> None:
    for month in ("oct", "nov"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "0001.wav").write_text(month)
        call_command("import_calls", str(tmp_path / month))
    assert Call.objects.count() == 2


def test_a_list_says_what_they_are(account: Account, folder: Path) -> None:
    row = "a.wav,2026-11-20T10:00:00-08:00,42,(415) 555-0199,+14155550100,Dana,1,yes"
    call_command("import_calls", *_manifest(folder, row))
    call, recording = Call.objects.get(), Recording.objects.get()
    assert (call.external_id, call.customer_phone_number, call.agent.name) == ("42", "+14155550199", "Dana")
    assert call.start_time == datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert (recording.url, recording.caller_channel) == (str(folder / "a.wav"), 1)
    assert may(call.subject, "transcribe")


def test_the_same_again_adds_only_what_is_new(account: Account, folder: Path, capsys) -> None:
    call_command("import_calls", str(folder))
    (folder / "d.flac").write_bytes(b"x")
    call_command("import_calls", str(folder))
    assert "1 calls imported, 3 were there already" in capsys.readouterr().out
    assert Call.objects.count() == 4


@pytest.mark.parametrize(("flags", "allowed"), [((), False), (("--consent",), True)])
def test_without_a_word_on_consent_nothing_may_be_transcribed(account, folder, flags, allowed) -> None:
    call_command("import_calls", str(folder), *flags)
    assert {may(call.subject, "transcribe") for call in Call.objects.all()} == {allowed}


def test_a_stated_refusal_beats_the_attestation(account: Account, folder: Path) -> None:
    call_command("import_calls", *_manifest(folder, "a.wav,2026-11-20T10:00:00Z,1,,,,0,no"), "--consent")
    assert not may(Call.objects.get().subject, "transcribe")


def test_every_bad_row_is_named_and_nothing_comes_in(account: Account, folder: Path) -> None:
    arguments = _manifest(
        folder,
        "a.wav,2026-11-20T10:00:00Z,1,,,,0,",
        "../secret.wav,2026-11-20T10:00:00Z,2,,,,0,",
        "missing.wav,2026-11-20T10:00:00Z,3,,,,0,",
        "b.mp3,20.11.2026,4,,,,0,",
        "b.mp3,2026-11-20T10:00:00,5,,,,0,",
        "b.mp3,2026-11-20T10:00:00Z,6,12,,,0,",
        "b.mp3,2026-11-20T10:00:00Z,7,,,,left,",
        "b.mp3,2026-11-20T10:00:00Z,8,,,,0,maybe",
        "b.mp3,2026-11-20T10:00:00Z,1,,,,0,",
        f"b.mp3,2026-11-20T10:00:00Z,{'9' * 81},,,,0,",
    )
    with pytest.raises(CommandError) as caught:
        call_command("import_calls", *arguments)
    assert caught.value.returncode == 2
    assert [line.partition("calls.csv:")[2] for line in str(caught.value).split("\n")[1:]] == [
        "3: recording: '../secret.wav' is not inside the folder",
        "4: recording: no file 'missing.wav'",
        "5: started_at: no time like 2026-11-21T10:00:00-08:00: '20.11.2026'",
        "6: started_at: '2026-11-20T10:00:00' has no offset (write Z or +01:00)",
        "7: ani: no phone number: '12'",
        "8: caller_channel: 0, 1 or mono, not 'left'",
        "9: consent: yes or no, not 'maybe'",
        "10: external_call_id: the same as in row 2",
        "11: external_call_id: longer than 80 characters",
    ]
    assert not Call.objects.exists()


def test_a_dry_run_writes_nothing(account: Account, folder: Path, capsys) -> None:
    call_command("import_calls", str(folder), "--dry-run")
    assert capsys.readouterr().out == "3 recordings can be imported\n"
    assert not Call.objects.exists()


def test_no_folder(account: Account) -> None:
    with pytest.raises(CommandError):
        call_command("import_calls", "/nowhere")
