"""How many questions the small pages ask the database: a fixed number each, however many rows there are."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from calls.models import Agent
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, SavedView
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import told_call
from tests.factories.telephony import ConnectionFactory

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


def add_rows(owner: Client, account: Account, first: int) -> None:
    """Three of what the pages list, each of them unlike the ones before."""
    for number in range(first, first + 3):
        told_call(NOON, number=number)
        Agent.objects.create(name=f"Agent {number}", external_id=f"a{number}")
        MembershipFactory(account=account)
        create_api_key(name=f"Key {number}", scopes=["calls.view"])
        ConnectionFactory(external_id=f"AC{number}")
        owner.post("/views/", {"page": "roas", "name": f"View {number}", "query": f"key={number}"})


@pytest.mark.parametrize(("path", "budget"), [
    ("/setup/", 10), ("/settings/account/", 3), ("/settings/members/", 5), ("/settings/agents/", 4),
    ("/settings/keys/", 5), ("/settings/carriers/", 4), ("/settings/destinations/", 5), ("/settings/rules/", 6),
    ("/settings/labels/", 9), ("/calls/upload/", 5), ("/costs/import/", 3), ("/numbers/", 6), ("/roas/", 14),
])  # fmt: skip
def test_more_rows_ask_no_more(
    path: str,
    budget: int,
    account: Account,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(MembershipFactory(account=account).user)
    for first in (1, 4):
        add_rows(client, account, first)
        assert client.get(path).status_code == 200
        with django_assert_num_queries(budget):
            client.get(path)
    assert SavedView.objects.count() == 6
