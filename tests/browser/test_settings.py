"""Settings, numbers, conversions, pipeline and set-up in Chromium, doing what people do there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from attribution.models import Conversion, Delivery, DestinationConnection
from calls.models import Agent, StageRun
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, ApiKey, Role
from tests.browser.conftest import Seat
from tests.browser.watched import Watched, looks_right
from tests.factories.stories import spent, told_call
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import PoolFactory, fill

PATHS = (
    "/settings/account/", "/settings/members/", "/settings/agents/", "/settings/keys/", "/settings/carriers/",
    "/settings/carriers/new/", "/settings/destinations/", "/settings/destinations/new/google_data_manager/",
    "/settings/rules/", "/settings/rules/new/", "/settings/labels/", "/settings/labels/intent/spam/", "/conversions/",
    "/numbers/", "/numbers/new/", "/numbers/pools/", "/numbers/pools/new/", "/numbers/queues/", "/numbers/queues/new/",
    "/pipeline/", "/setup/", "/costs/import/",
)  # fmt: skip


@pytest.fixture
def busy(house: Account) -> Conversion:
    """Rows of every kind; one delivery failed, one stage needs a person."""
    now = timezone.now()
    told_call(now - timedelta(hours=2))
    call = told_call(now - timedelta(hours=1), number=2)
    conversion = Conversion.objects.get(call=call)
    Delivery.objects.filter(conversion=conversion).update(state="failed", reason="answered 400")
    StageRun.objects.filter(call=call, key="score").update(
        status="failed", reason="no scorecard is in use", finished_at=now
    )
    DestinationConnection.objects.update(paused_reason="the token was refused")
    spent(now, "furnaces", 90)
    fill(PoolFactory(), 3, ConnectionFactory())
    create_api_key(name="CRM sync", scopes=["calls.view", "reports.view"])
    assert Agent.objects.exists()
    return conversion


@pytest.mark.slow
def test_pages_look_right(busy: Conversion, seat: Seat) -> None:
    window = seat(Role.OWNER)
    for path in (*PATHS, f"/conversions/{busy.pk}/"):
        looks_right(window, path)


@pytest.mark.slow
def test_empty_pages_look_right(house: Account, seat: Seat) -> None:
    window = seat(Role.OWNER)
    for path in ("/setup/", "/numbers/", "/conversions/", "/pipeline/", "/settings/carriers/"):
        looks_right(window, path)


def test_a_key_is_made_shown_and_gone(house: Account, seat: Seat) -> None:
    window = seat(Role.OWNER)
    window.open("/settings/keys/")
    page = window.page
    page.get_by_label("Name").fill("CRM sync")
    page.get_by_label("See calls, transcripts and verdicts").check()
    page.get_by_role("button", name="Make the key").click()
    key = page.locator("#api-key")
    expect(key).to_have_text(re.compile(r"^[0-9a-f]{12}\.\S{40,}$"))
    window.open("/settings/keys/")
    expect(page.locator("#api-key")).to_have_count(0)
    page.get_by_text("Revoke", exact=True).click()
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_text("No keys yet")).to_be_visible()
    assert ApiKey.objects.get().revoked_at is not None


def test_a_person_is_invited_and_joins(house: Account, seat: Seat, stranger: Watched) -> None:
    window = seat(Role.OWNER)
    window.open("/settings/members/")
    window.page.get_by_label("E-mail").fill("nora@northwind.example")
    window.page.locator("form[action$='invite/']").get_by_label("Role").select_option("analyst")
    window.page.get_by_role("button", name="Invite", exact=True).click()
    link = window.page.locator("#invitation-link").text_content() or ""
    stranger.open(link[link.index("/invitations/") :])
    assert stranger.axe() == []
    stranger.page.get_by_label("Your name").fill("Nora New")
    stranger.page.get_by_label("Password").fill("a long enough one")
    stranger.page.get_by_role("button", name="Join").click()
    expect(stranger.page.get_by_text("nora@northwind.example").first).to_be_attached()
    window.open("/settings/members/")
    expect(window.page.get_by_text("Nora New")).to_be_visible()


def test_failed_deliveries_are_sent_again_by_ticking_them(busy: Conversion, seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open("/conversions/?state=failed")
    page = window.page
    page.locator("td.pick input").check()
    page.get_by_role("button", name="Send failed ones again").click()
    expect(page.get_by_text("1 delivery is due again.")).to_be_visible()
    assert Delivery.objects.get(conversion=busy).state == "pending"


def test_filters_work_without_javascript(busy: Conversion, seat: Seat) -> None:
    window = seat(Role.ANALYST, java_script_enabled=False)
    window.page.goto(f"{window.url}/conversions/")
    assert window.page.locator("tbody tr").count() == 2
    window.page.get_by_label("Delivery").select_option("failed")
    window.page.get_by_role("button", name="Filter").click()
    assert window.page.locator("tbody tr").count() == 1


def test_the_setup_notices_a_new_number(house: Account, seat: Seat) -> None:
    window = seat(Role.OWNER)
    window.open("/setup/")
    expect(window.page.get_by_text("0 of 6 steps done")).to_be_visible()
    fill(PoolFactory(), 1, ConnectionFactory())
    expect(window.page.get_by_text("1 of 6 steps done")).to_be_visible(timeout=10_000)


def test_costs_are_checked_then_imported(house: Account, seat: Seat) -> None:
    window = seat(Role.ANALYST)
    window.open("/costs/import/")
    rows = b"date,source,campaign,cost,currency\n2026-11-01,google,furnaces,84.20,USD\n"
    window.page.get_by_label("CSV file").set_input_files(
        {"name": "costs.csv", "mimeType": "text/csv", "buffer": rows}
    )
    window.page.get_by_role("button", name="Check").click()
    window.page.get_by_role("button", name="Import 1 row").click()
    expect(window.page.get_by_text("1 row of ad spend is in.")).to_be_visible()
