"""The pages in a real browser, under the policy the product sends."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import recorded, spent, told_call

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (1280, 390)

pytestmark = pytest.mark.browser


@pytest.fixture
def story(transactional_db: None) -> Iterator[tuple[Account, Call]]:
    """Two calls of one account, the newer one with audio, and an owner who can sign in."""
    if not CHROMIUM.exists() and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip(f"{CHROMIUM} is not installed")
    account = AccountFactory(name="Northwind Heating and Air")
    person = MembershipFactory(account=account)
    person.user.email = "owner@northwind.example"
    person.user.save()
    now = timezone.now()
    with use_account(account.pk):
        told_call(now - timedelta(hours=2), number=1, campaign="boilers", processing="running")
        call = told_call(now - timedelta(hours=1), number=2)
        recorded(call)
        spent(now, "furnaces", 90)
        yield account, call


class Watched:
    """A page whose errors and refused styles or scripts are kept."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.trouble: list[str] = []
        page.on("console", lambda message: self._keep(message.type, message.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def _keep(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.trouble.append(text)

    def sign_in(self) -> None:
        self.page.goto(f"{self.url}/calls/")
        self.page.fill("#id_login", "owner@northwind.example")
        self.page.fill("#id_password", "pass-word-9")
        self.page.click("main button.primary")
        self.page.wait_for_url("**/calls/")

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def second(self) -> float:
        return float(self.page.evaluate("document.querySelector('#audio').currentTime"))

    def wait(self, expression: str) -> None:
        """Until it is true: Playwright's own waiting would need `unsafe-eval`."""
        deadline = time.monotonic() + 10
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(50)

    def wait_for_second(self, second: float) -> None:
        self.wait(f"Math.abs(document.querySelector('#audio').currentTime - {second}) < 0.1")


@pytest.fixture
def browser(story: tuple[Account, Call], live_server: LiveServer) -> Iterator[Watched]:
    """Chromium on the live server; closed before the rows are removed."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield Watched(chromium.new_page(viewport={"width": 1280, "height": 900}), live_server.url)
        chromium.close()


def test_a_word_is_clicked_and_heard(story: tuple[Account, Call], browser: Watched) -> None:
    page = browser.page
    browser.sign_in()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{story[1].pk}/")
    browser.wait("document.querySelector('#audio').readyState >= 1")
    page.get_by_text("tomorrow", exact=True).last.click()
    browser.wait_for_second(13.4)
    assert page.locator(".w.said").all_inner_texts() == ["tomorrow"]
    page.click("[data-play]")
    browser.wait("document.querySelector('#audio').currentTime > 13.8")
    assert page.locator(".turn.now .by b").inner_text() == "Agent"
    page.click("[data-play]")
    stopped = browser.second()
    page.click("[data-skip='-10']")
    browser.wait_for_second(stopped - 10)
    page.locator(".verdict .quote a").first.click()
    browser.wait_for_second(11.0)
    page.goto(f"{browser.url}/calls/{story[1].pk}/#t=4.5")
    browser.wait_for_second(4.5)
    assert browser.trouble == []


def test_no_page_is_wider_than_its_window_or_breaks_the_policy(
    story: tuple[Account, Call], browser: Watched
) -> None:
    browser.sign_in()
    running = story[1].pk - 1
    for width in WIDTHS:
        browser.page.set_viewport_size({"width": width, "height": 800})
        for path in (
            "/calls/",
            f"/calls/{story[1].pk}/",
            f"/calls/{running}/",
            "/roas/",
            "/calls/?search=nothing",
        ):
            browser.page.goto(f"{browser.url}{path}")
            browser.page.wait_for_load_state("networkidle")
            assert browser.overflow <= 0, (path, width)
    assert browser.trouble == []


def test_the_chart_draws_under_the_policy(browser: Watched) -> None:
    browser.sign_in()
    browser.page.goto(f"{browser.url}/roas/")
    browser.page.locator("[data-chart]").scroll_into_view_if_needed()
    browser.page.wait_for_selector("[data-chart] .bars .point")
    assert browser.page.locator("[data-chart] .errorbar").count() > 0
    assert browser.trouble == []
