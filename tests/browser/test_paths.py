"""The path explorer in Chromium: the flow is drawn, a channel is followed, rows are ordered, everything is accessible."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from attribution.models import PathDay
from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import looks_right
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
PAGE = "/paths/?from=2026-11-19&to=2026-11-20"


@pytest.fixture(autouse=True)
def _paths(house: Account) -> None:
    told_call(NOON)
    for path, conversions, nulls in (("Email > Paid Search", 2.0, 8.0), ("Email", 0.0, 10.0)):
        PathDay.objects.create(
            day=NOON.replace(day=19).date(), path=path, conversions=conversions, value=100, nulls=nulls
        )


def test_the_flow_is_drawn_and_a_channel_is_followed(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open(PAGE)
    page = window.page
    page.locator("#flow-title").scroll_into_view_if_needed()
    expect(page.locator(".sankey g.sankey-node")).to_have_count(5)
    page.get_by_label("Paths through").select_option("Email")
    page.wait_for_url("**channel=Email**")
    assert page.locator("table.paths tbody td:first-child").all_inner_texts() == [
        "Email\nPaid Search",
        "Email",
    ]
    page.locator("table.paths").get_by_role("link", name="Journeys").click()
    expect(page.locator("table.paths th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert "channel=Email" in page.url
    page.get_by_label("Markov chain remembers").select_option("3")
    page.wait_for_url("**order=3**")
    expect(page.locator("table.credit tbody td").first).to_have_text("Paid Search")


def test_without_scripts_the_table_has_the_figures(seat: Seat) -> None:
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.open(PAGE)
    window.page.get_by_label("Paths through").select_option("Email")
    window.page.locator(".ask").get_by_role("button", name="Show").click()
    assert "channel=Email" in window.page.url
    window.page.get_by_text("Table of the same figures").click()
    expect(window.page.locator("figure table tbody tr")).to_have_count(4)


def test_the_paths_are_accessible_and_fit(seat: Seat) -> None:
    looks_right(seat(Role.OWNER), PAGE)
