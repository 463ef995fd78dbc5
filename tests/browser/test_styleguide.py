"""Every part of the pages, done with in a real browser as people do it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.watched import NARROW, Watched, looks_right

GUIDE = "/styleguide"


@pytest.fixture
def guide(seat: Seat) -> Watched:
    """The style guide, opened by somebody of the staff."""
    window = seat(staff=True)
    window.open(GUIDE)
    return window


def test_axe_finds_nothing_and_nothing_sticks_out(seat: Seat) -> None:
    looks_right(seat(staff=True), GUIDE)


def test_charts_draw_when_they_come_into_view(guide: Watched) -> None:
    assert guide.page.locator("script[src*=plotly]").count() == 0
    guide.page.locator("#chart").scroll_into_view_if_needed()
    guide.wait("document.querySelectorAll('[data-chart=by-day-light] .bars .point').length === 30")
    guide.page.locator("[data-chart=by-campaign-light]").scroll_into_view_if_needed()
    guide.wait("document.querySelectorAll('[data-chart=by-campaign-light] .errorbar').length >= 3")
    colours = guide.page.evaluate(
        "['light', 'dark'].map((side) => getComputedStyle(document.querySelector("
        "`[data-chart=by-day-${side}] .bars .point path`)).fill)"
    )
    assert colours[0] != colours[1]


def test_the_keys_of_the_table(guide: Watched) -> None:
    page = guide.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("tr.current").count() == 1
    assert page.locator("tbody tr").first.get_attribute("class") == "current"
    page.keyboard.press("x")
    expect(page.locator("[data-picked]").first).to_have_text("1")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jx")
    assert page.locator("#search").input_value() == "jx"


def test_help_lists_the_keys_and_gives_the_focus_back(guide: Watched) -> None:
    page = guide.page
    page.locator("tbody a.row").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("Next row, row before")).to_be_visible()
    expect(dialog.get_by_text("Stands for a key of one page")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.row')")


def test_density_stays_and_makes_rows_lower(guide: Watched) -> None:
    height = "document.querySelector('tbody tr').offsetHeight"
    before = guide.page.evaluate(height)
    guide.page.get_by_role("button", name="Compact rows").click()
    after = guide.page.evaluate(height)
    assert after < before
    guide.open(GUIDE)
    assert guide.page.evaluate(height) == after
    assert guide.page.get_by_role("button", name="Compact rows").get_attribute("aria-pressed") == "true"


def test_a_column_taken_away_stays_away_until_it_is_wanted(guide: Watched) -> None:
    page = guide.page
    head = page.locator("th[data-column=agent]")
    page.locator("[data-columns] summary").click()
    page.get_by_label("Agent", exact=True).uncheck()
    expect(head).to_be_hidden()
    guide.open(GUIDE)
    expect(head).to_be_hidden()
    page.locator("[data-columns] summary").click()
    page.get_by_label("Agent", exact=True).check()
    expect(head).to_be_visible()


def test_selected_rows_are_sent(guide: Watched) -> None:
    page = guide.page
    expect(page.locator(".bulk")).to_be_hidden()
    page.get_by_label("Select all rows of this page").check()
    expect(page.locator("[data-picked]")).to_have_text("12")
    page.locator("[data-unpick]").click()
    expect(page.locator(".bulk")).to_be_hidden()
    page.locator("tbody .pick input").nth(1).check()
    page.get_by_role("button", name="Set status").click()
    expect(page.locator("[data-toasts] .toast")).to_contain_text("1 selected: 2")


def test_a_preview_follows_the_row(guide: Watched) -> None:
    page = guide.page
    page.keyboard.press("j")
    page.keyboard.press("p")
    panel = page.locator("[data-preview]")
    expect(panel.locator("dd").first).to_have_text("(510) 555-0137")
    page.keyboard.press("j")
    expect(panel.locator("dd").first).to_have_text("(510) 555-0174")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    guide.resize(NARROW)
    page.locator("tbody tr").first.locator("td").nth(2).click()
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_a_dialog_keeps_the_focus_and_gives_it_back(guide: Watched) -> None:
    page = guide.page
    opener = page.locator("[data-open=dialog-light]")
    opener.click()
    dialog = page.locator("#dialog-light")
    expect(dialog).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('#dialog-light'))"
        assert page.evaluate(inside)
    dialog.get_by_role("button", name="Revoke").click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.open") == "dialog-light"


def test_toasts_tell_and_close(guide: Watched) -> None:
    page = guide.page
    toasts = page.locator("[data-toasts] .toast")
    page.locator("[data-toast-sample]").first.click()
    expect(toasts).to_have_count(1)
    event = "new CustomEvent('toast', { bubbles: true, detail: { text: 'Kept', kind: 'success' } })"
    page.evaluate(f"document.body.dispatchEvent({event})")
    expect(toasts).to_have_count(2)
    expect(toasts.last).to_contain_text("Kept")
    toasts.last.get_by_role("button").click()
    expect(toasts).to_have_count(1)


def test_the_theme_that_is_chosen_stays(guide: Watched) -> None:
    page = guide.page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-user-menu] > summary").click()
    page.locator("[data-choose-theme=dark]").click()
    dark = page.evaluate(ground)
    assert dark != light
    guide.open(GUIDE)
    assert page.evaluate(ground) == dark
    page.locator("[data-user-menu] > summary").click()
    page.locator("[data-choose-theme='']").click()
    assert page.evaluate(ground) == light


def test_the_rail_folds_and_stays_folded(guide: Watched) -> None:
    width = "document.querySelector('#rail').offsetWidth"
    before = guide.page.evaluate(width)
    guide.page.locator("[data-fold-rail]").click()
    assert guide.page.evaluate(width) < before / 2
    guide.open(GUIDE)
    assert guide.page.evaluate(width) < before / 2


def test_a_menu_closes_on_escape_and_elsewhere(guide: Watched) -> None:
    menu = guide.page.locator(".period")
    menu.locator("summary").click()
    guide.page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    guide.page.locator("h1").click()
    assert menu.get_attribute("open") is None


def test_without_javascript_forms_and_menus_work(seat: Seat) -> None:
    window = seat(staff=True, narrow=True, java_script_enabled=False)
    page = window.page
    window.open(f"{GUIDE}?sort=-score")
    page.get_by_role("button", name="Menu").first.click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.get_by_role("button", name="Close").first.click()
    page.locator(".period > summary").click()
    page.get_by_label("From").first.fill("2026-11-01")
    page.get_by_role("button", name="Show", exact=True).first.click()
    page.wait_for_url("**from=2026-11-01**")
    assert "sort=-score" in page.url
    assert "period=custom" in page.url
    page.locator("tbody .pick input").first.check()
    page.get_by_role("button", name="Set status").click()
    expect(page.locator("[data-toasts] .toast")).to_contain_text("1 selected")


def test_choosing_columns_without_javascript(seat: Seat) -> None:
    window = seat(staff=True, java_script_enabled=False)
    window.open(GUIDE)
    window.page.locator("[data-columns] summary").click()
    window.page.get_by_label("Agent", exact=True).uncheck()
    window.page.get_by_role("button", name="Show these").click()
    assert window.page.locator("th[data-column=agent]").count() == 0
    assert window.page.locator("th[data-column=campaign]").count() == 1


def test_sorting_keeps_the_rest_of_the_address(guide: Watched) -> None:
    guide.open(f"{GUIDE}?period=7&before=12")
    guide.page.get_by_role("link", name="Length").click()
    assert guide.page.url.endswith("?period=7&sort=-length")
    expect(guide.page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    lengths = guide.page.locator("td[data-column=length]").all_inner_texts()
    assert lengths[0] == "9:15"
    guide.page.get_by_role("link", name="Length").click()
    assert guide.page.url.endswith("?period=7&sort=length")


def test_a_view_is_kept_and_thrown_away(guide: Watched) -> None:
    page = guide.page
    guide.open(f"{GUIDE}?sort=-score&before=12")
    menu = page.get_by_text("Views", exact=True)
    menu.click()
    page.get_by_label("Keep what is shown as").fill("Best first")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("[data-toasts] .toast")).to_contain_text("Best first")
    assert page.url.endswith("?sort=-score")
    guide.open(GUIDE)
    menu.click()
    page.get_by_role("link", name="Best first").click()
    assert page.url.endswith("?sort=-score")
    menu.click()
    page.get_by_role("button", name="Delete the view Best first").click()
    menu.click()
    expect(page.get_by_text("No view is kept yet.")).to_be_visible()


def test_links_and_forms_follow_an_address_that_htmx_changed(guide: Watched) -> None:
    page = guide.page
    guide.open(f"{GUIDE}?campaign=old")
    page.evaluate(
        "history.replaceState(null, '', '?campaign=new&before=9&columns=agent');"
        "document.body.dispatchEvent(new CustomEvent('htmx:pushedIntoHistory', { bubbles: true }))"
    )
    assert (
        page.locator("a[data-carries-query]").get_attribute("href") == f"{GUIDE}?campaign=new&columns=agent"
    )
    assert page.locator("[data-page-query]").input_value() == "campaign=new&columns=agent"
    carried = page.locator("[data-columns] [data-carried] input").evaluate_all(
        "(all) => all.map((i) => i.name + i.value)"
    )
    assert carried == ["campaignnew"]


SHIFTS = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 400);
})"""


def test_what_is_remembered_is_there_before_the_first_paint(guide: Watched) -> None:
    page = guide.page
    page.locator("[data-fold-rail]").click()
    page.get_by_role("button", name="Compact rows").click()
    page.locator("[data-columns] summary").click()
    page.get_by_label("Campaign", exact=True).uncheck()
    guide.open(GUIDE)
    assert page.evaluate(SHIFTS) < 0.001
    expect(page.locator("th[data-column=campaign]")).to_be_hidden()
