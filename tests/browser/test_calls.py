"""The list of calls in Chromium: filters without a reload, chips, order, columns, ticks, preview, keys, views, CSV."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from calls.models import Call, Tag, Turn
from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import NARROW, Watched, looks_right
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
COUNT = "#totals .total b"
ROWS = "#results tbody tr"
CAMPAIGN = "#id_campaign"


@pytest.fixture(autouse=True)
def told(house: Account) -> list[Call]:
    """Newest first on the page: boilers (45 s, about a walrus), furnaces (missed), furnaces (20 s)."""
    calls = [
        told_call(NOON, number=1),
        told_call(NOON + timedelta(minutes=1), number=2, answered=False),
        told_call(NOON + timedelta(minutes=2), number=3, campaign="boilers", duration=45),
    ]
    Turn.objects.filter(transcript__call=calls[2], position=3).update(text="The walrus came back.")
    return calls


@pytest.fixture
def desk(seat: Seat) -> Watched:
    window = seat(Role.ANALYST)
    window.open("/calls/")
    window.page.evaluate("window.stayed = true")
    return window


def test_typing_finds_at_once_and_the_address_follows(desk: Watched) -> None:
    page = desk.page
    expect(page.locator(COUNT)).to_have_text("3 calls")
    page.keyboard.press("/")
    page.keyboard.type("walrus")
    expect(page.locator(COUNT)).to_have_text("1 call")
    expect(page.locator(ROWS)).to_have_count(1)
    assert "search=walrus" in page.url
    assert page.evaluate("document.activeElement.id") == "id_search"
    page.get_by_label("Answered").select_option("false")
    expect(page.get_by_text("No call fits")).to_be_visible()
    page.get_by_role("link", name="Take away Words said: walrus").click()
    expect(page.locator(COUNT)).to_have_text("1 call")
    expect(page.locator(ROWS).first).to_contain_text("(415) 555-7002")
    assert "answered=false" in page.url
    assert "walrus" not in page.url


def test_filters_combine_without_a_reload_and_back_goes_back(desk: Watched) -> None:
    page = desk.page
    page.locator(CAMPAIGN).fill("furnaces")
    page.locator(CAMPAIGN).press("Tab")
    expect(page.locator(COUNT)).to_have_text("2 calls")
    page.get_by_label("Answered").select_option("true")
    expect(page.locator(COUNT)).to_have_text("1 call")
    page.get_by_text("More filters").click()
    page.get_by_label("Seconds, at least").fill("30")
    page.get_by_label("Seconds, at least").press("Tab")
    expect(page.get_by_text("No call fits")).to_be_visible()
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator(COUNT)).to_have_text("1 call")
    expect(page.locator(ROWS)).to_have_count(1)


def test_heads_sort_and_keep_the_filters(desk: Watched) -> None:
    page = desk.page
    page.get_by_label("Answered").select_option("true")
    expect(page.locator(COUNT)).to_have_text("2 calls")
    page.locator("thead").get_by_role("link", name="Length").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert page.locator("td[data-column=duration]").all_inner_texts() == ["0:45", "0:20"]
    page.locator("thead").get_by_role("link", name="Length").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert page.locator("td[data-column=duration]").all_inner_texts() == ["0:20", "0:45"]
    expect(page.locator(COUNT)).to_have_text("2 calls")


def test_a_column_of_ones_own_choice_comes_and_stays_while_filtering(desk: Watched) -> None:
    page = desk.page
    page.locator("[data-columns] summary").click()
    page.locator("[data-columns]").get_by_label("Keyword").check()
    expect(page.locator("td[data-column=keyword]").first).to_have_text("furnace repair")
    page.get_by_label("Answered").select_option("false")
    expect(page.locator(COUNT)).to_have_text("1 call")
    expect(page.locator("td[data-column=keyword]")).to_have_text(["furnace repair"])


def test_ticked_rows_are_tagged_and_one_is_back_where_one_was(desk: Watched, told: list[Call]) -> None:
    page = desk.page
    page.locator(CAMPAIGN).fill("furnaces")
    page.locator(CAMPAIGN).press("Tab")
    expect(page.locator(COUNT)).to_have_text("2 calls")
    page.get_by_label("Select all rows of this page").check()
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.get_by_label("Add tags").fill("call back, urgent")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("[data-toasts] .toast")).to_contain_text("2 calls changed.")
    expect(page.locator(COUNT)).to_have_text("2 calls")
    assert "campaign=furnaces" in page.url
    assert {tag.name for tag in told[0].tags.all()} == {"call back", "urgent"}
    assert not told[2].tags.exists()
    assert Tag.objects.count() == 2


def test_keys_walk_preview_and_open(desk: Watched, told: list[Call]) -> None:
    page = desk.page
    panel = page.locator("[data-preview]")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(panel).to_contain_text("The walrus came back.")
    page.keyboard.press("j")
    expect(panel.locator("h2")).to_have_text("(415) 555-7002")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{told[2].pk}/")


def test_a_click_previews_also_after_filtering(desk: Watched) -> None:
    page = desk.page
    page.get_by_label("Answered").select_option("false")
    expect(page.locator(COUNT)).to_have_text("1 call")
    page.locator(ROWS).first.locator("td[data-column=duration]").click()
    panel = page.locator("[data-preview]")
    expect(panel.locator("h2")).to_have_text("(415) 555-7002")
    expect(panel).to_contain_text("furnace repair")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_what_is_filtered_becomes_a_view_and_a_file(desk: Watched) -> None:
    page = desk.page
    page.get_by_label("Answered").select_option("true")
    expect(page.locator(COUNT)).to_have_text("2 calls")
    with page.expect_download() as loading:
        page.get_by_role("link", name="CSV").click()
    lines = Path(loading.value.path()).read_text().strip().splitlines()
    assert len(lines) == 1 + 2
    menu = page.get_by_text("Views", exact=True)
    menu.click()
    page.get_by_label("Keep what is shown as").fill("Talked to")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-toasts] .toast")).to_contain_text("Talked to")
    desk.open("/calls/")
    menu.click()
    page.get_by_role("link", name="Talked to").click()
    expect(page.locator(COUNT)).to_have_text("2 calls")
    menu.click()
    page.get_by_role("button", name="Delete the view Talked to").click()
    menu.click()
    expect(page.get_by_text("No view is kept yet.")).to_be_visible()


def test_rows_can_be_closer(desk: Watched) -> None:
    height = f"document.querySelector('{ROWS}').offsetHeight"
    before = desk.page.evaluate(height)
    desk.page.get_by_role("button", name="Compact rows").click()
    assert desk.page.evaluate(height) < before


def test_all_of_it_works_without_scripts(seat: Seat, told: list[Call]) -> None:
    for number in range(10, 60):
        Call.objects.create(
            external_id=str(number), start_time=NOON - timedelta(hours=number), state=Call.State.ENDED
        )
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.open("/calls/")
    page = window.page
    expect(page.locator(COUNT)).to_have_text("53 calls")
    page.get_by_role("link", name="Older").click()
    expect(page.locator(ROWS)).to_have_count(3)
    page.locator(CAMPAIGN).fill("boilers")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(COUNT)).to_have_text("1 call")
    page.locator(".pick input[name=ids]").check()
    page.locator("#bulk-lead").select_option("good_lead")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("1 call changed.")).to_be_visible()
    assert "campaign=boilers" in page.url
    told[2].refresh_from_db()
    assert told[2].lead_status == "good_lead"


def test_who_may_not_edit_sees_no_boxes(seat: Seat) -> None:
    window = seat(Role.REVIEWER)
    window.open("/calls/")
    expect(window.page.locator(ROWS)).to_have_count(3)
    assert window.page.locator(".pick, .bulk").count() == 0


def test_rows_are_cards_on_a_narrow_window(seat: Seat) -> None:
    window = seat(Role.ANALYST, narrow=True)
    window.open("/calls/")
    expect(window.page.locator("thead th").first).not_to_be_in_viewport()
    first, second = (window.page.locator(ROWS).nth(n).bounding_box() for n in (0, 1))
    assert first is not None
    assert second is not None
    assert first["width"] <= NARROW["width"]
    assert second["y"] >= first["y"] + first["height"]
    expect(window.page.locator(CAMPAIGN)).to_be_hidden()
    window.page.get_by_text("Filters", exact=True).click()
    expect(window.page.locator(CAMPAIGN)).to_be_visible()


def test_the_list_is_accessible_and_fits(seat: Seat) -> None:
    looks_right(seat(Role.OWNER), "/calls/?answered=true")
