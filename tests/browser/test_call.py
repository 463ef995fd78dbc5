"""The page of one call in Chromium: player and transcript in step, edits in place, keys, who may do what."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from attribution.models import Conversion
from calls.models import Agent, Call, Outcome
from compliance.models import Account, AuditEvent, Membership, Role
from tests.browser.conftest import Seat
from tests.browser.watched import Watched, looks_right
from tests.factories.stories import recorded, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
NOW = "document.querySelector('#audio').currentTime"


@pytest.fixture(autouse=True)
def call(house: Account) -> Call:
    """A recorded call of twenty seconds between an older and a newer one."""
    told_call(NOON - timedelta(hours=1), number=1)
    call = told_call(NOON, number=2)
    told_call(NOON + timedelta(hours=1), number=3)
    recorded(call)
    return call


@pytest.fixture
def desk(seat: Seat, call: Call) -> Watched:
    window = seat(Role.ANALYST)
    window.open(f"/calls/{call.pk}/")
    window.page.evaluate("window.stayed = true")
    return window


def at(window: Watched, second: float) -> None:
    """Until the player stands at this second."""
    window.wait(f"Math.abs({NOW} - {second}) < 0.15")


def test_a_word_and_a_quote_lead_to_their_second(desk: Watched) -> None:
    page = desk.page
    page.locator(".w", has_text="furnace").click()
    at(desk, 4.4)
    assert page.locator(".w.said").all_inner_texts() == ["furnace"]
    expect(page.locator(".turn.now")).to_have_count(1)
    expect(page.locator("[data-now]")).to_have_text("0:04")
    page.locator("#judged .quote a").first.click()
    at(desk, 11)
    expect(page.locator(".turn.now .by b")).to_have_text("Agent")
    assert page.url.endswith("#t=11.00")
    page.locator(".w", has_text="thank").click()
    page.locator("#judged .quote a").first.click()
    at(desk, 11)


def test_a_link_to_a_second_is_copied_and_opened(desk: Watched, call: Call) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.url)
    page.locator(".w", has_text="tomorrow?").click()
    second = page.evaluate(NOW)
    page.keyboard.press("c")
    expect(page.locator("[data-link]")).to_have_attribute("aria-pressed", "true")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == f"{desk.url}/calls/{call.pk}/#t={second:.1f}"
    desk.open("/calls/")
    desk.open(f"/calls/{call.pk}/#t=15.5")
    at(desk, 15.5)
    expect(page.locator(".w.said")).to_have_text("thank")


def test_keys_move_and_change_the_speed(desk: Watched) -> None:
    page, rate = desk.page, "document.querySelector('#audio').playbackRate"
    page.keyboard.press("ArrowRight")
    at(desk, 5)
    page.keyboard.press("ArrowLeft")
    at(desk, 0)
    page.keyboard.press("]")
    assert page.evaluate(rate) == 1.25
    expect(page.get_by_label("Speed")).to_have_value("1.25")
    page.keyboard.press("[")
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert page.evaluate(rate) == 0.75
    page.get_by_role("button", name="Forward 10 seconds").click()
    at(desk, 10)
    page.keyboard.press("s")
    expect(page.get_by_label("skip silence")).to_be_checked()


def test_only_playing_fetches_the_recording_and_counts_as_listening(seat: Seat, call: Call) -> None:
    window = seat(Role.ANALYST)
    page = window.page
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/audio/" in request.url else None)
    window.open(f"/calls/{call.pk}/#t=2")
    at(window, 2)
    page.locator(".w", has_text="furnace").click()
    at(window, 4.4)
    page.wait_for_load_state("networkidle")
    assert fetched == []
    assert not AuditEvent.objects.filter(action="recording.opened").exists()
    page.locator("[data-play]").click()
    window.wait(f"{NOW} > 4.6")
    assert page.evaluate(f"{NOW} < 8")
    page.locator("[data-play]").click()
    page.locator("[data-seek]").fill("15")
    page.locator("[data-play]").click()
    window.wait(f"{NOW} > 15.1")
    assert fetched
    assert AuditEvent.objects.filter(action="recording.opened").count() == 1


def test_silence_is_skipped_while_it_plays(desk: Watched) -> None:
    page = desk.page
    page.keyboard.press("s")
    # The caller's last word ends at 8.75 s, the agent speaks again at 11: without skipping, that takes two seconds.
    page.locator("[data-seek]").fill("8.7")
    page.locator("[data-play]").click()
    desk.wait(f"{NOW} > 10.6")
    assert page.evaluate(f"{NOW} < 12")
    expect(page.locator("[data-play]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-play]").click()
    expect(page.locator("[data-play]")).to_have_attribute("aria-pressed", "false")


def test_scripts_have_one_player(desk: Watched) -> None:
    expect(desk.page.locator("audio")).to_have_count(1)
    expect(desk.page.locator("[data-play]")).to_be_visible()


def test_the_hidden_span_is_to_be_seen(desk: Watched) -> None:
    expect(desk.page.locator(".wave rect.muted")).to_have_count(1)
    expect(desk.page.locator(".script .hid")).to_have_text("[CARD_1]")


def test_what_a_person_says_is_kept_at_once(desk: Watched, call: Call) -> None:
    page = desk.page
    page.keyboard.press("g")
    expect(page.locator("#history")).to_contain_text("Changed lead status good lead")
    expect(page.locator("#edit [role=status]")).to_have_text("Saved")
    expect(page.locator("#edit-lead")).to_have_value("good_lead")
    page.keyboard.press("t")
    page.keyboard.type("vip, hot")
    page.keyboard.press("Tab")
    expect(page.locator("#facts")).to_contain_text("vip")
    expect(page.locator("#edit-note")).to_be_focused()
    page.keyboard.type("Wants a new boiler.")
    page.locator("#edit-value").fill("420.50")
    page.locator("#edit-value").press("Tab")
    expect(page.locator("#history")).to_contain_text("420.50")
    expect(page.locator("#edit-note")).to_have_value("Wants a new boiler.")
    assert page.evaluate("window.stayed")
    call.refresh_from_db()
    assert (call.lead_status, str(call.value), call.note) == ("good_lead", "420.50", "Wants a new boiler.")
    assert {tag.name for tag in call.tags.all()} == {"vip", "hot"}
    # Note and value may go in one request, when the one before is still under way.
    told = [event.facts["fields"] for event in AuditEvent.objects.filter(action="call.edited").order_by("pk")]
    assert told[:2] == [["lead_status"], ["tags"]]
    assert sorted(sum(told[2:], [])) == ["note", "value"]


def test_a_save_while_the_one_before_is_being_drawn_is_shown(desk: Watched) -> None:
    desk.page.evaluate(
        """window.drawn = 0;
        document.body.addEventListener("htmx:afterOnLoad", () => { window.drawn += 1; });
        for (const moment of ["htmx:oobAfterSwap", "htmx:afterOnLoad"])
          document.body.addEventListener(moment, () => htmx.trigger(document.body, "call-changed"), {once: true});
        htmx.trigger(document.body, "call-changed");"""
    )
    desk.wait("window.drawn === 2")
    expect(desk.page.locator("#judged")).to_have_count(1)


def test_a_corrected_outcome_moves_the_verdict_and_the_conversion(desk: Watched, call: Call) -> None:
    page = desk.page
    expect(page.locator("#judged")).to_contain_text("Appointment booked")
    page.locator("#edit-outcome").select_option("no_sale")
    expect(page.locator("#judged")).to_contain_text("decided by a person")
    expect(page.locator("#judged")).to_contain_text("Withdrawn")
    expect(page.locator("#facts")).to_contain_text("No sale")
    assert page.evaluate("window.stayed")
    assert not Conversion.objects.get(call=call).active
    assert Outcome.objects.filter(call=call, dimension="outcome").count() == 2


def test_what_cannot_be_is_said_at_its_field(desk: Watched, call: Call) -> None:
    page = desk.page
    page.locator("#edit-value").fill("much")
    page.locator("#edit-value").press("Tab")
    expect(page.locator("#edit-value-error")).to_be_visible()
    expect(page.locator("#edit-value")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#edit-value")).to_have_value("much")
    assert not AuditEvent.objects.filter(action="call.edited").exists()
    page.locator("#edit-value").fill("12")
    page.locator("#edit-value").press("Tab")
    expect(page.locator("#edit-value-error")).to_have_count(0)
    expect(page.locator("#history")).to_contain_text("12")
    call.refresh_from_db()
    assert call.value == 12


def test_j_and_k_go_to_the_neighbours(desk: Watched, call: Call) -> None:
    desk.page.keyboard.press("j")
    expect(desk.page.locator("h1")).to_have_text("(415) 555-7001")
    desk.page.keyboard.press("k")
    expect(desk.page.locator("h1")).to_have_text("(415) 555-7002")


def test_a_reviewer_reads_and_hears_but_has_no_form(seat: Seat, call: Call) -> None:
    window = seat(Role.REVIEWER)
    window.open(f"/calls/{call.pk}/")
    expect(window.page.locator("#audio")).to_have_count(1)
    assert window.page.locator("#edit form").count() == 0
    window.page.keyboard.press("g")
    expect(window.page.locator("#edit")).to_contain_text("Not set")
    call.refresh_from_db()
    assert call.lead_status == "unknown"


def test_an_agent_sees_own_calls_only(seat: Seat, house: Account, call: Call) -> None:
    window = seat(Role.AGENT)
    person = Membership.objects.get(account=house, role=Role.AGENT).user
    mine = Agent.objects.create(name="Lee", external_id="lee", user=person)
    other = Call.objects.exclude(pk=call.pk).first()
    assert other is not None
    Call.objects.filter(pk=call.pk).update(agent=mine)
    window.open("/calls/")
    expect(window.page.locator("#results tbody tr")).to_have_count(1)
    window.page.locator("#results a.row").click()
    expect(window.page.locator("h1")).to_have_text("(415) 555-7002")
    assert window.page.locator("#edit form").count() == 0
    window.open(f"/calls/{other.pk}/", status=404)
    window.trouble = [line for line in window.trouble if "404" not in line]


def test_the_form_is_saved_without_scripts(seat: Seat, call: Call) -> None:
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.open(f"/calls/{call.pk}/")
    window.page.locator("#edit-lead").select_option("not_a_lead")
    window.page.locator("#edit-note").fill("Sells windows.")
    window.page.get_by_role("button", name="Save", exact=True).click()
    expect(window.page.get_by_text("Saved.")).to_be_visible()
    expect(window.page.locator("#history")).to_contain_text("Changed lead status, note not a lead")
    call.refresh_from_db()
    assert (call.lead_status, call.note) == ("not_a_lead", "Sells windows.")


def test_without_scripts_the_player_is_the_one_of_the_browser(seat: Seat, call: Call) -> None:
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.open(f"/calls/{call.pk}/")
    page = window.page
    expect(page.locator(".dock audio[controls]")).to_be_visible()
    for name in ("play", "seek", "skip", "speed", "follow", "link"):
        expect(page.locator(f"[data-{name}]").first).to_be_hidden()


def test_the_call_is_accessible_and_fits(seat: Seat, call: Call) -> None:
    looks_right(seat(Role.OWNER), f"/calls/{call.pk}/")
