"""Every part of the pages, done with in a real browser as people do it."""

from playwright.sync_api import expect

from tests.browser.conftest import GUIDE, Seat
from tests.browser.watched import Watched, looks_right


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
