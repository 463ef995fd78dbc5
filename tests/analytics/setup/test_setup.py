"""The first steps: done only when rows prove it."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.html import escape

from analytics.setup.queries import progress
from attribution.dni.snippet import script
from attribution.models import Delivery, DestinationConnection
from compliance.models import Account, Invitation, Membership, Role
from compliance.tenancy import use_account
from tests.calls.telephony.twilio import incoming
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import spent, told_call
from tests.factories.telephony import ConnectionFactory, PhoneNumberFactory
from tests.factories.visits import PoolFactory, page_view

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.OWNER).user)
    return client


def done() -> list[str]:
    return [step.key for step in progress().steps if step.done]


def test_an_empty_account_has_everything_before_it(owner: Client) -> None:
    found = progress()
    assert (done(), found.done, found.complete, found.next) == ([], 0, False, "carrier")
    page = owner.get("/setup/").content.decode()
    assert "0 of 6 steps done" in page
    assert 'hx-trigger="every 3s"' in page


def test_a_connection_alone_proves_nothing_and_a_message_does(account: Account, no_pipeline: None) -> None:
    ConnectionFactory()
    assert done() == []
    incoming(Client(), "+14155552000")
    assert "carrier" in done()
    assert progress().steps[0].at is not None


def test_a_number_is_enough_for_the_first_step(account: Account) -> None:
    PhoneNumberFactory(number="+14155552001")
    assert (done(), progress().steps[0].fact) == (["carrier"], "+14155552001")


def test_the_site_is_connected_when_a_page_reports(account: Account, owner: Client) -> None:
    PoolFactory(target_number="+14155550100")
    page = owner.get("/setup/").content.decode()
    line = f'<script async src="http://testserver/t.js" data-site-key="{account.site_key}"></script>'
    assert escape(line) in page
    assert escape(script().integrity) in page
    assert owner.get("/setup/live/?done=0").status_code == 204
    message = json.dumps(page_view(account.site_key, url="https://northwind.example/furnace?x=1"))
    assert Client().post("/v1/swap", message, content_type="application/json").status_code == 200
    assert done() == ["snippet"]
    answer = owner.get("/setup/live/?done=0")
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")
    assert "northwind.example/furnace<" in owner.get("/setup/").content.decode()


def test_calls_costs_destination_and_team(account: Account, owner: Client) -> None:
    told_call(NOON)
    Delivery.objects.update(state="failed")
    assert done() == ["snippet", "call"]
    step = progress().steps[4]
    assert (step.key, step.done, step.begun) == ("destination", False, True)
    Delivery.objects.update(state="accepted")
    spent(NOON, "furnaces", 90)
    assert done() == ["snippet", "call", "costs", "destination"]
    owner.post("/settings/members/invite/", {"email": "new@example.com", "role": "analyst"})
    assert done()[-1] == "team"
    Invitation.objects.all().delete()
    assert "team" not in done()
    MembershipFactory(account=account)
    PhoneNumberFactory()
    assert progress().complete
    page = owner.get("/setup/").content.decode()
    assert "6 of 6 steps done" in page
    assert "every 3s" not in page
    assert f"{Membership.objects.filter(account=account).count()} members" in page


def test_rows_of_others_prove_nothing(account: Account) -> None:
    with use_account(AccountFactory().pk):
        told_call(NOON)
        spent(NOON, "furnaces", 90)
        PhoneNumberFactory()
    assert done() == []
    assert not DestinationConnection.objects.exists()


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    assert client.get("/setup/").status_code == 403
    assert client.get("/setup/live/").status_code == 403
