"""Schedules in the settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from attribution.models import ReportSchedule
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.attribution.schedules.test_sending import scheduled
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

LIST = "/settings/schedules/"


@pytest.fixture
def analyst(account: Account) -> User:
    return MembershipFactory(account=account, role=Role.ANALYST).user


@pytest.fixture
def page(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def form(*recipients: User, **changes: Any) -> dict[str, Any]:
    pks = [user.pk for user in recipients]
    return {"name": "Money", "cadence": "weekly", "hour": "7", "recipients": pks, **changes}


def test_a_report_offers_to_send_what_it_shows(page: Client) -> None:
    told_call(datetime.now(UTC) - timedelta(days=1))
    shown = page.get("/roas/?period=7&by=channel&after=x").content.decode()
    assert "/settings/schedules/new/roas/?period=7&amp;by=channel" in shown
    assert "settings/schedules/new" not in page.get("/calls/").content.decode()


def test_a_schedule_is_made(page: Client, analyst: User, account: Account) -> None:
    account.time_zone = "America/Los_Angeles"
    account.save()
    address = "/settings/schedules/new/roas/?period=7&by=channel&before=123"
    asked = page.get(address)
    assert asked.context["form"].initial["recipients"] == [analyst.pk]
    assert page.post(address, form(analyst))["Location"] == LIST
    row = ReportSchedule.objects.get()
    assert (row.owner, row.page, row.query, row.active) == (analyst, "roas", "period=7&by=channel", True)
    assert row.next_at > datetime.now(UTC)
    assert (row.next_at.weekday(), row.next_at.hour in (14, 15)) == (0, True)
    event = AuditEvent.objects.get(action="schedule.made")
    assert event.facts == {"page": "roas", "cadence": "weekly", "recipients": [analyst.pk]}
    assert mail.outbox == []
    listed = page.get(LIST).content.decode()
    for words in ("Money", "Every Monday", analyst.email, "Ready", "/roas/?period=7&amp;by=channel"):
        assert words in listed, words


def test_fixed_days_are_warned_of(page: Client) -> None:
    words = "The same days every time"
    new = "/settings/schedules/new/roas/"
    assert words in page.get(f"{new}?from=2026-01-01&to=2026-01-31").content.decode()
    assert words not in page.get(f"{new}?period=30").content.decode()


@pytest.mark.parametrize("changes", [
    {"name": ""}, {"name": "x" * 81}, {"cadence": "hourly"}, {"hour": "24"}, {"hour": "x"}, {"recipients": []},
])  # fmt: skip
def test_bad_values_are_refused(page: Client, analyst: User, changes: dict[str, Any]) -> None:
    answer = page.post("/settings/schedules/new/roas/", form(analyst, **changes))
    assert answer.status_code == 422
    assert not ReportSchedule.objects.exists()


def test_only_readers_of_the_account_are_offered_and_taken(
    page: Client, analyst: User, account: Account
) -> None:
    reviewer = MembershipFactory(account=account, role=Role.REVIEWER).user
    stranger = MembershipFactory().user
    offered = page.get("/settings/schedules/new/roas/").content.decode()
    assert analyst.email in offered
    for user in (reviewer, stranger):
        assert user.email not in offered
        assert page.post("/settings/schedules/new/roas/", form(analyst, user)).status_code == 422
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize("name", ["calls", "nothing", "settings-account"])
def test_other_pages_are_not_sent(page: Client, name: str) -> None:
    assert page.get(f"/settings/schedules/new/{name}/").status_code == 404


def test_change_pause_go_on_and_delete(page: Client, analyst: User) -> None:
    schedule = scheduled(analyst, failures=5, error="451 no", active=False)
    one = f"{LIST}{schedule.pk}/"
    assert "Stopped" in page.get(LIST).content.decode()
    page.post(f"{one}on/")
    schedule.refresh_from_db()
    assert (schedule.active, schedule.failures, schedule.error) == (True, 0, "")
    assert schedule.next_at > timezone.now()
    page.post(f"{one}off/")
    page.post(one, form(analyst, name="Less", cadence="monthly"))
    schedule.refresh_from_db()
    assert (schedule.active, schedule.name, schedule.cadence) == (False, "Less", "monthly")
    page.post(f"{one}delete/")
    assert not ReportSchedule.objects.exists()
    assert [event.action for event in AuditEvent.objects.order_by("position")] == [
        "schedule.resumed", "schedule.paused", "schedule.changed", "schedule.deleted",
    ]  # fmt: skip


def test_others_schedules_are_seen_but_not_changed(page: Client, account: Account, client: Client) -> None:
    owner = MembershipFactory(account=account).user
    schedule = scheduled(owner)
    one = f"{LIST}{schedule.pk}/"
    assert f'href="{one}"' not in page.get(LIST).content.decode()
    assert page.get(one).status_code == 403
    for what in ("off/", "delete/"):
        assert page.post(one + what).status_code == 403
    schedule.refresh_from_db()
    assert schedule.active
    # Who manages settings may.
    admin = MembershipFactory(account=account, role=Role.ADMIN).user
    client.force_login(admin)
    assert client.post(f"{one}off/").status_code == 302


def test_other_accounts_and_roles(page: Client, client: Client, account: Account) -> None:
    with use_account(AccountFactory().pk):
        theirs = scheduled(MembershipFactory().user)
    for what in ("", "leave/"):
        assert page.get(f"{LIST}{theirs.pk}/{what}").status_code == 404
    assert page.post(f"{LIST}{theirs.pk}/delete/").status_code == 404
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert client.get(LIST).status_code == 403
    assert client.get("/settings/schedules/new/roas/").status_code == 403


def test_leaving_asks_first(page: Client, analyst: User, account: Account) -> None:
    schedule = scheduled(MembershipFactory(account=account).user, analyst)
    address = f"{LIST}{schedule.pk}/leave/"
    assert "No longer send it to me" in page.get(address).content.decode()
    assert schedule.recipients.count() == 1
    page.post(address)
    assert schedule.recipients.count() == 0
    assert "not sent to you" in page.get(address).content.decode()


def test_more_schedules_ask_no_more(
    page: Client, analyst: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for first in (0, 3):
        for n in range(first, first + 3):
            scheduled(analyst, name=f"{n}", next_at=timezone.now() + timedelta(hours=n))
        page.get(LIST)
        with django_assert_num_queries(5):
            page.get(LIST)
