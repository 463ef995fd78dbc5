"""A customer's site with the snippet, and the browsers of its visitors."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from attribution.models import Touchpoint
from compliance.models import Account
from tests.browser.sites import served
from tests.browser.watched import Watched
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import PoolFactory, fill

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
# Playwright says what it is; the snippet leaves such browsers alone.
A_PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });"
PRIVATE = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });"
GRANTED = 'data-consent="granted"'

Open = Callable[..., Watched]


class Site:
    """The number the page prints is (415) 555-0100; `numbers` are those of its pool, the next to be leased first."""

    def __init__(self, account: Account, product: str, browser: Browser, numbers: list[str]) -> None:
        self.account, self.product, self.browser, self.numbers = account, product, browser, numbers
        self.rest = ExitStack()
        self.opened: list[Watched] = []
        self.messages: list[dict[str, Any]] = []

    def tag(self, attributes: str = GRANTED) -> str:
        """The one line of the set-up page, patient enough for a slow machine."""
        key = self.account.site_key
        return f'<script async src="{self.product}/t.js" data-site-key="{key}" data-patience="20000" {attributes}></script>'

    def serve(
        self, body: str, attributes: str = GRANTED, policy: str = "", tag: str = "", **others: str
    ) -> str:
        """The origin of a site whose pages / and /other have `body`; `others`: name of a file -> text."""
        head = f"<title>Northwind</title>{tag or self.tag(attributes)}"
        page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
        files = {f"/{name.replace('_', '.')}": text for name, text in others.items()}
        return self.rest.enter_context(served({"/": page, "/other": page, **files}, policy))

    def visit(self, address: str, *scripts: str, **options: Any) -> Watched:
        """A new visitor opens the address."""
        context = self.browser.new_context(user_agent=AGENT, **options)
        self.rest.callback(context.close)
        for script in (A_PERSON, *scripts):
            context.add_init_script(script)
        window = Watched(context.new_page(), address)
        window.page.on("request", self._note)
        self.opened.append(window)
        window.page.goto(address)
        return window

    def open(self, body: str, attributes: str = GRANTED, **options: Any) -> Watched:
        """A new visitor opens a page with this body."""
        return self.visit(f"{self.serve(body, attributes)}/", **options)

    def wait_for_steps(self, window: Watched, *kinds: str) -> None:
        """Until these touchpoints, and no others, are stored."""
        steps = Touchpoint.objects.order_by("pk").values_list("kind", flat=True)
        self.wait_until(window, lambda: tuple(steps.all()) == kinds)

    def wait_until(self, window: Watched, condition: Callable[[], bool]) -> None:
        """Until the server has done something."""
        for _ in range(200):
            if condition():
                return
            window.page.wait_for_timeout(30)
        raise AssertionError("it did not come true")

    def leave(self) -> list[str]:
        """Ends all conversations with the product; complaints of the consoles. Pages that are closed say a last word,
        which must not come while the next test begins.
        """
        for window in self.opened:
            window.page.wait_for_load_state("networkidle")
        trouble = [line for window in self.opened for line in window.trouble]
        for window in self.opened:
            window.page.context.set_offline(True)
        return trouble

    def _note(self, request: Any) -> None:
        if request.url.endswith("/v1/swap"):
            self.messages.append(request.post_data_json)


@pytest.fixture
def site(chromium: Browser, live_server: LiveServer, house: Account) -> Iterator[Site]:
    """A site whose account has a pool of five numbers."""
    numbers = fill(PoolFactory(), 5, ConnectionFactory())
    made = Site(house, live_server.url, chromium, numbers)
    with made.rest:
        yield made
        trouble = made.leave()
    assert trouble == []


def pretty(number: str, form: str) -> str:
    """`number` (E.164 of the US) in a form whose # are its digits, from the right."""
    digits = iter(reversed(number[1:]))
    return "".join(next(digits) if sign == "#" else sign for sign in reversed(form))[::-1]


def storage(window: Watched) -> Mapping[str, Any]:
    """What the page's origin keeps in the browser."""
    stored: Mapping[str, Any] = window.page.evaluate(
        "({ cookies: document.cookie, local: { ...localStorage }, session: { ...sessionStorage } })"
    )
    return stored


EMPTY: Mapping[str, Any] = {"cookies": "", "local": {}, "session": {}}
