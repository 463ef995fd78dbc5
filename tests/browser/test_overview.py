"""The first page in Chromium: figures that open their calls, the chart, the period, both themes and widths."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from calls.models import Outcome
from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import Watched, looks_right
from tests.factories.stories import spent, told_call

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
WEEK = "/overview/?period=7"


@pytest.fixture(autouse=True)
def _calls(house: Account) -> None:
    """Three answered calls of which one sold nothing, one missed; an older one two weeks ago."""
    told_call(NOON, number=1)
    told_call(NOON + timedelta(minutes=1), number=2, answered=False, duration=30)
    lost = told_call(NOON + timedelta(minutes=2), number=3)
    Outcome.objects.filter(call=lost, dimension="outcome").update(label="no_sale")
    told_call(NOON + timedelta(minutes=3), number=4, campaign="boilers")
    told_call(NOON - timedelta(days=14), number=5)
    spent(NOON, "furnaces", 200)


def tile(window: Watched, label: str) -> Locator:
    return window.page.locator(".tile", has=window.page.get_by_text(label, exact=True))


def test_six_figures_and_the_calls_behind_one(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open(WEEK)
    labels = window.page.locator(".tile .label").all_inner_texts()
    assert labels == ["ROAS", "CPA", "Conversion rate", "Answer rate", "Close rate", "QA coverage"]
    answered = tile(window, "Answer rate")
    expect(answered.locator(".figure")).to_have_text("75.0%")
    expect(answered.locator(".interval-text")).to_have_text("30.1% to 95.4%")
    expect(answered.locator(".of")).to_contain_text("3 of 4")
    answered.locator(".figure a").click()
    expect(window.page.locator("h1")).to_have_text("Calls")
    expect(window.page.locator("#totals .total b")).to_have_text("3 calls")
    assert window.page.locator("tbody tr").count() == 3


def test_the_chart_is_drawn_by_a_file_that_comes_late(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    window.open(WEEK)
    expect(window.page.locator("[data-chart] svg.main-svg").first).to_be_visible()
    assert sum("plotly.min" in address for address in asked) == 1
    window.page.get_by_text("Table of the same figures").click()
    day = window.page.locator(".chart-figures tbody tr", has_text=NOON.date().isoformat())
    expect(day).to_contain_text("$200")
    asked.clear()
    window.open("/calls/")
    assert not any("plotly" in address for address in asked)


def test_one_day_is_named_once_at_the_axis(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    day = NOON.date()
    window.open(f"/overview/?from={day}&to={day}")
    expect(window.page.locator("[data-chart] .xtick").first).to_be_visible()
    assert window.page.locator("[data-chart] .xtick").all_text_contents() == [f"{day:%b} {day.day}"]


def test_another_period_shows_other_calls(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open(WEEK)
    window.page.locator("main .head details summary").click()
    window.page.get_by_role("link", name="Last 30 days").click()
    expect(tile(window, "Answer rate").locator(".of")).to_contain_text("4 of 5")
    assert "period=30" in window.page.url


def test_a_campaign_opens_its_keywords(seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open(WEEK)
    window.page.get_by_role("link", name="furnaces").first.click()
    expect(window.page.locator("h1")).to_have_text("Return on ad spend")
    expect(window.page.get_by_role("cell", name="furnace repair")).to_be_visible()


def test_an_agent_has_no_overview(seat: Seat) -> None:
    window = seat(Role.AGENT)
    window.open("/overview/", status=403)
    window.trouble = [line for line in window.trouble if "403" not in line]


def test_the_overview_is_accessible_and_fits(seat: Seat) -> None:
    looks_right(seat(Role.OWNER), WEEK)
