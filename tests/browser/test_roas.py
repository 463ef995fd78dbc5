"""The ROAS page in Chromium: breaking down, drilling in and back, order, comparison, the calls behind a number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import Watched, looks_right
from tests.factories.stories import spent, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
DAY = "/roas/?from=2026-11-20&to=2026-11-20"


@pytest.fixture(autouse=True)
def _calls(house: Account) -> None:
    for number, campaign in enumerate(("furnaces", "furnaces", "boilers")):
        told_call(NOON + timedelta(minutes=number), number=number, campaign=campaign)
    told_call(NOON - timedelta(days=1), number=9)
    spent(NOON, "furnaces", 90)
    spent(NOON, "boilers", 300)


@pytest.fixture
def report(seat: Seat) -> Watched:
    window = seat(Role.ANALYST)
    window.open(DAY)
    return window


def names(window: Watched) -> list[str]:
    return window.page.locator("table.roas tbody td:first-child").all_inner_texts()


def test_dimension_and_rule_are_chosen_and_kept(report: Watched) -> None:
    page = report.page
    page.get_by_label("Broken down by").select_option("keyword")
    page.wait_for_url("**by=keyword**")
    expect(page.locator("table.roas th").first).to_have_text("Keyword")
    assert names(report) == ["furnace repair", "(paid search)", "Unattributed"]
    page.get_by_label("Credit to").select_option("first")
    page.wait_for_url("**rule=first**")
    expect(page.locator("table.roas th").first).to_have_text("Keyword")
    assert "from=2026-11-20" in page.url


def test_into_a_line_and_back(report: Watched) -> None:
    page = report.page
    page.locator("table.roas").get_by_role("link", name="furnaces").click()
    expect(page.locator("table.roas th").first).to_have_text("Keyword")
    expect(page.locator("table.roas tfoot td").nth(3)).to_contain_text("1.8")
    page.get_by_role("link", name="Back to the whole").click()
    expect(page.locator("table.roas th").first).to_have_text("Campaign")
    assert names(report) == ["furnaces", "boilers", "Unattributed"]


def test_heads_sort_both_ways(report: Watched) -> None:
    head = report.page.locator("table.roas thead")
    head.get_by_role("link", name="Cost", exact=True).click()
    expect(report.page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert names(report) == ["boilers", "furnaces", "Unattributed"]
    head.get_by_role("link", name="Cost", exact=True).click()
    expect(report.page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert names(report)[-1] == "boilers"


def test_the_period_before_is_beside_the_roas_until_it_is_not_wanted(report: Watched) -> None:
    expect(report.page.locator("td.num .sub", has_text="was").first).to_be_visible()
    report.page.locator("main .head details summary").click()
    report.page.get_by_label("Compare with").select_option("none")
    report.page.locator("main .head").get_by_role("button", name="Show").click()
    expect(report.page.locator("td.num .sub", has_text="was")).to_have_count(0)
    assert "compare=none" in report.page.url


def test_a_number_opens_the_calls_it_was_made_of(report: Watched) -> None:
    page = report.page
    row = page.locator("table.roas tbody tr", has_text="furnaces")
    expect(row.locator("td").nth(3).get_by_role("link")).to_have_text("1.8")
    row.locator("td").nth(3).get_by_role("link").click()
    expect(page.locator("#totals .total b")).to_have_text("2 calls")
    expect(page.locator(".head .chip")).to_contain_text("furnaces")
    report.open(DAY)
    page.locator(".tile", has_text="Calls").get_by_role("link").click()
    expect(page.locator("#totals .total b")).to_have_text("3 calls")


def test_the_chart_is_drawn(report: Watched) -> None:
    expect(report.page.locator("[data-chart] svg.main-svg").first).to_be_visible()
    assert report.page.locator("[data-chart] g.trace.bars").count() == 2


def test_the_csv_has_what_the_page_has(report: Watched) -> None:
    report.page.locator("table.roas").get_by_role("link", name="furnaces").click()
    with report.page.expect_download() as loading:
        report.page.get_by_role("link", name="CSV").click()
    assert loading.value.suggested_filename == "roas-keyword-2026-11-20-2026-11-20.csv"
    lines = Path(loading.value.path()).read_text().splitlines()
    assert lines[1].startswith("furnace repair,")


def test_without_scripts_the_rule_is_sent_by_a_button(seat: Seat) -> None:
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.open(DAY)
    window.page.get_by_label("Credit to").select_option("linear")
    window.page.locator(".ask").get_by_role("button", name="Show").click()
    assert "rule=linear" in window.page.url
    expect(window.page.get_by_label("Credit to")).to_have_value("linear")


def test_the_report_is_accessible_and_fits(seat: Seat) -> None:
    looks_right(seat(Role.OWNER), DAY)


def test_two_rules_stand_side_by_side(report: Watched) -> None:
    page = report.page
    page.locator("#against").select_option("markov")
    page.wait_for_url("**against=markov**")
    expect(page.locator("table.sides thead th").first).to_have_text("Channel")
    expect(page.locator(".told")).to_contain_text("knows channels only")
    expect(page.locator(".rule-note")).to_contain_text("Channel totals only.")
    expect(page.locator("table.sides tbody tr").first.locator("td").first).to_have_text("Paid Search")


def test_a_second_period_of_ones_own(report: Watched) -> None:
    page = report.page
    page.locator("main .head details summary").click()
    page.locator("#period-compare").select_option("custom")
    page.get_by_label("These days: from").fill("2026-11-19")
    page.get_by_label("These days: to").fill("2026-11-19")
    page.locator("main .head").get_by_role("button", name="Show").click()
    page.wait_for_url("**from2=2026-11-19**")
    furnaces = page.locator("table.sides tbody tr", has_text="furnaces")
    expect(furnaces.locator(".gain").first).to_have_text("+0.9")


def test_a_dimension_across_and_the_calls_of_a_cell(report: Watched) -> None:
    page = report.page
    report.open("/roas/?from=2026-11-19&to=2026-11-20")
    page.get_by_label("Across").select_option("day")
    page.wait_for_url("**across=day**")
    page.get_by_label("Figure", exact=True).select_option("calls")
    page.wait_for_url("**measure=calls**")
    assert page.locator("table.pivot thead th").all_inner_texts()[2:] == ["Nov 19", "Nov 20", "Total"]
    furnaces = page.locator("table.pivot tbody tr", has_text="furnaces")
    expect(furnaces.locator("td.num")).to_have_text(["0.9", "1.8", "2.7"])
    furnaces.locator("td.num").nth(1).get_by_role("link").click()
    expect(page.locator("#totals .total b")).to_have_text("2 calls")


@pytest.mark.parametrize("query", ["&across=channel", "&by=channel&against=markov"])
def test_every_table_is_accessible_and_fits(seat: Seat, query: str) -> None:
    looks_right(seat(Role.OWNER), DAY + query)
