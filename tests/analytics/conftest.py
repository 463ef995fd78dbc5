"""A signed-in owner."""

import pytest
from django.test import Client

from compliance.models import Account
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    """A browser in which the account's owner is signed in."""
    client.force_login(MembershipFactory(account=account).user)
    return client
