"""The table of the style guide: keys, density, columns, selection, preview, views, order."""

from playwright.sync_api import expect

from tests.browser.conftest import GUIDE, Seat
from tests.browser.watched import NARROW, Watched


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
    link = page.locator("a[data-carries-query]").evaluate("(link) => link.pathname + link.search")
    assert link == f"{GUIDE}?campaign=new&columns=agent"
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
