"""The frame of every page: signing in, the menu of narrow windows, errors."""

import pytest
from playwright.sync_api import expect

from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import NARROW, Watched, looks_right
from tests.factories.accounts import AccountFactory, MembershipFactory


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_pages_of_strangers_look_right(stranger: Watched, path: str) -> None:
    looks_right(stranger, path)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/email/"])
def test_pages_of_ones_sign_in_look_right(seat: Seat, path: str) -> None:
    looks_right(seat(Role.REVIEWER), path)


def test_signing_in_by_keyboard(stranger: Watched, house: Account) -> None:
    person = MembershipFactory(account=house).user
    page = stranger.page
    stranger.open("/accounts/login/?next=/accounts/2fa/")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type("pass-word-9")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/")
    expect(page.get_by_role("complementary", name="Navigation")).to_contain_text("Northwind")


def test_a_page_that_is_not_there(seat: Seat) -> None:
    window = seat()
    window.open("/calls/999999/", status=404)
    assert window.axe() == []
    assert [line for line in window.trouble if "404" not in line] == []
    window.trouble.clear()
    expect(window.page.get_by_role("heading", name="Nothing here")).to_be_visible()


def test_the_menu_of_a_narrow_window(seat: Seat) -> None:
    window = seat(narrow=True)
    page = window.page
    window.open("/accounts/2fa/")
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(rail).to_be_visible()
    assert window.axe() == []
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    rail.get_by_role("link", name="Calls").click()
    page.wait_for_url("**/calls/")


def test_switching_the_account(house: Account, seat: Seat) -> None:
    window = seat()
    other = AccountFactory(name="Harbor Dental")
    MembershipFactory(account=other, user=house.memberships.get().user, role=Role.REVIEWER)
    page = window.page
    window.open("/accounts/2fa/")
    page.get_by_title("Switch account").click()
    page.get_by_role("button", name="Harbor Dental").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_title("Switch account")).to_contain_text("Harbor Dental")
    expect(page.locator("[data-user-menu] > summary")).to_contain_text("Reviewer")


def test_the_way_past_the_navigation(seat: Seat) -> None:
    window = seat()
    window.open("/accounts/2fa/")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("document.activeElement.id") == "main"
    window.resize(NARROW)
    assert window.overflow <= 0
