"""Uploading a recording as a person does, and reading the reference of the API."""

from pathlib import Path

import pytest

from calls.models import Call
from calls.simulator.library import recording
from compliance.models import ConsentRecord, Role
from tests.browser.conftest import Seat
from tests.browser.watched import looks_right

RECORDING = recording("opening-hours-mono").audio_path
FILE = 'input[type="file"]'

pytestmark = pytest.mark.usefixtures("no_pipeline")


def test_a_recording_goes_in_and_leads_to_its_call(seat: Seat) -> None:
    window = seat(Role.OWNER)
    window.open("/calls/upload/")
    window.page.set_input_files(FILE, str(RECORDING))
    assert window.page.inner_text("[data-chosen]").startswith("opening-hours-mono.opus · ")
    window.page.select_option('select[name="consent"]', "true")
    window.page.fill('input[name="caller"]', "(415) 555-0142")
    window.page.click("[data-send]")
    window.page.wait_for_selector("h1:has-text('(415) 555-0142')")
    call = Call.objects.get(source="upload")
    assert window.page.url.endswith(f"/calls/{call.pk}/")
    assert ConsentRecord.objects.filter(subject=call.subject, granted=True).count() == 3


def test_what_is_no_recording_is_said_and_the_file_stays_chosen(seat: Seat, tmp_path: Path) -> None:
    broken = tmp_path / "notes.wav"
    broken.write_bytes(b"not a sound" * 1000)
    window = seat(Role.OWNER)
    window.open("/calls/upload/")
    window.page.set_input_files(FILE, str(broken))
    window.page.fill('input[name="agent"]', "Dana")
    window.page.click("[data-send]")
    window.page.wait_for_selector(".alert.bad:not([hidden])")
    assert "not a recording" in window.page.inner_text(".alert.bad:not([hidden])")
    assert window.page.input_value('input[name="agent"]') == "Dana"
    assert window.page.inner_text("[data-chosen]").startswith("notes.wav")
    assert not Call.objects.exists()
    # Chromium reports every answer of 400 and above as an error.
    window.trouble = [line for line in window.trouble if "422" not in line]
    window.page.set_input_files(FILE, str(RECORDING))
    window.page.click("[data-send]")
    window.page.wait_for_url(lambda address: address.rstrip("/").rsplit("/", 1)[1].isdigit())
    assert Call.objects.count() == 1


def test_the_form_works_without_scripts(seat: Seat) -> None:
    window = seat(Role.OWNER, java_script_enabled=False)
    window.open("/calls/upload/")
    window.page.set_input_files(FILE, str(RECORDING))
    window.page.get_by_role("button", name="Upload and analyse").click()
    assert window.page.url.endswith(f"/calls/{Call.objects.get().pk}/")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/calls/upload/", "/api/docs/"])
def test_the_pages_are_accessible_and_fit(seat: Seat, path: str) -> None:
    looks_right(seat(Role.OWNER), path)
