"""People and channels in Chromium: calm pages, and joining and undoing by hand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from attribution.models import IdentityLink, Visit
from attribution.people.known import by_phone, by_visitor
from attribution.people.services import link, person_of
from compliance.models import Account, Role
from tests.browser.conftest import Seat
from tests.browser.watched import looks_right
from tests.factories.stories import told_call


@pytest.fixture
def person(house: Account) -> int:
    """Somebody who visited and called."""
    call = told_call(timezone.now() - timedelta(hours=1))
    phone = by_phone(call.customer_phone_number)
    browser = by_visitor(Visit.objects.get().visitor_id)
    reference = f"call:{call.pk}"
    link(browser, phone, source="call", reference=reference, strength=0.95, at=call.start_time)
    found = person_of(phone)
    assert found is not None
    return found.pk


@pytest.mark.slow
def test_pages_look_right(person: int, seat: Seat) -> None:
    window = seat(Role.OWNER)
    for path in ("/people/", f"/people/{person}/", "/settings/channels/"):
        looks_right(window, path)


def test_somebody_is_found_joined_and_separated(person: int, seat: Seat) -> None:
    window = seat(Role.OWNER)
    window.open("/people/")
    page = window.page
    page.get_by_label("Find a person").fill("415 555 7001")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Person {person}")
    page.get_by_role("combobox", name="Known by").select_option("email")
    page.get_by_label("Number, address or id").fill("ann@example.com")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("A member joined them")).to_be_visible()
    page.get_by_role("button", name=re.compile("E-mail address")).click()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()
    assert IdentityLink.objects.filter(removed_at=None).count() == 1
