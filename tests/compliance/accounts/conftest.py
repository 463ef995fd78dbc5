"""People of one account, each in a browser of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from compliance.models import Account, Membership
from tests.factories.accounts import MembershipFactory

SignIn = Callable[[str], tuple[Client, Membership]]


@pytest.fixture
def sign_in(account: Account) -> SignIn:
    """A browser with a new member of the role, and the membership."""

    def make(role: str) -> tuple[Client, Membership]:
        membership = MembershipFactory(account=account, role=role)
        client = Client()
        client.force_login(membership.user)
        return client, membership

    return make
