"""Chromium for the tests of pages: one process for the folder, one window for each person who is signed in.

    def test_something(seat: Seat) -> None:
        window = seat(Role.ANALYST)          # or seat(Role.OWNER, staff=True, java_script_enabled=False)
        window.open("/calls/")
        ...                                  # a console error or a refused style fails the test at its end

Make rows before the first window is opened, in the scope of `house`, the account that the people belong to.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from compliance.models import Account, Role
from compliance.tenancy import use_account
from tests.browser.watched import NARROW, WIDE, Watched
from tests.factories.accounts import AccountFactory, MembershipFactory

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

Seat = Callable[..., Watched]
GUIDE = "/styleguide"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for the folder; skipped where there is none, unless REQUIRE_BROWSER is set."""
    if not CHROMIUM.exists() and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip(f"{CHROMIUM} is not installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; the database is still only used between its calls.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def house(transactional_db: None) -> Iterator[Account]:
    """The account of the people in the windows, in scope while the test makes its rows."""
    account = AccountFactory(name="Northwind Heating and Air")
    with use_account(account.pk):
        yield account


@pytest.fixture
def seat(chromium: Browser, live_server: LiveServer, house: Account) -> Iterator[Seat]:
    """`seat(role, staff=False, narrow=False, **options of the browser context)` opens a window for a new member."""
    opened: list[tuple[Any, Watched]] = []

    def take(role: str = Role.OWNER, *, staff: bool = False, narrow: bool = False, **options: Any) -> Watched:
        person = MembershipFactory(account=house, role=role).user
        person.is_staff = staff
        person.save()
        client = Client()
        client.force_login(person)
        # Without motion a colour is what it will be at once, and axe measures no half-way one.
        calm = {"viewport": NARROW if narrow else WIDE, "reduced_motion": "reduce"}
        context = chromium.new_context(**calm, **options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        watched = Watched(context.new_page(), live_server.url)
        opened.append((context, watched))
        return watched

    yield take
    trouble = [line for _, watched in opened for line in watched.trouble]
    for context, _ in opened:
        context.close()
    assert trouble == []


@pytest.fixture
def stranger(chromium: Browser, live_server: LiveServer, house: Account) -> Iterator[Watched]:
    """A window in which nobody is signed in."""
    context = chromium.new_context(viewport=WIDE, reduced_motion="reduce")
    watched = Watched(context.new_page(), live_server.url)
    yield watched
    context.close()
    assert watched.trouble == []


@pytest.fixture
def guide(seat: Seat) -> Watched:
    """The style guide, opened by somebody of the staff."""
    window = seat(staff=True)
    window.open(GUIDE)
    return window
