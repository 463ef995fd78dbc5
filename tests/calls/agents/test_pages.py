"""Agents in the settings."""

import pytest
from django.test import Client

from calls.models import Agent
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory


@pytest.fixture
def admin(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ADMIN).user)
    return client


def test_an_agent_is_renamed_and_linked(account: Account, admin: Client) -> None:
    person = MembershipFactory(account=account, role=Role.AGENT)
    row = Agent.objects.create(name="Dana")
    assert "Dana" in admin.get("/settings/agents/").content.decode()
    form = {"name": "Dana Whitfield", "user": person.user_id}
    assert admin.post(f"/settings/agents/{row.pk}/", form)["Location"] == "/settings/agents/"
    row.refresh_from_db()
    assert (row.name, row.user) == ("Dana Whitfield", person.user)
    assert person.user.email in admin.get("/settings/agents/").content.decode()
    assert AuditEvent.objects.get().facts == {"fields": ["name", "user"], "linked": True}


def test_strangers_and_linked_members_are_refused(account: Account, admin: Client) -> None:
    stranger, person = MembershipFactory(), MembershipFactory(account=account, role=Role.AGENT)
    Agent.objects.create(name="Luis", user=person.user)
    row = Agent.objects.create(name="Dana")
    for user in (stranger.user_id, person.user_id):
        assert admin.post(f"/settings/agents/{row.pk}/", {"name": "Dana", "user": user}).status_code == 422
    row.refresh_from_db()
    assert row.user is None


def test_agents_of_others_are_not_found(admin: Client) -> None:
    with use_account(AccountFactory().pk):
        row = Agent.objects.create(name="Theirs")
    assert "Theirs" not in admin.get("/settings/agents/").content.decode()
    assert admin.post(f"/settings/agents/{row.pk}/", {"name": "Mine"}).status_code == 404
    assert Agent.everywhere.get().name == "Theirs"


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    assert client.get("/settings/agents/").status_code == 403
