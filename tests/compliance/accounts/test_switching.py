"""Choosing the account to work for."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from compliance.models import Account, Role
from tests.compliance.accounts.conftest import SignIn
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call


def test_a_member_of_two_accounts_changes_over_and_comes_back_to_the_page(
    account: Account, sign_in: SignIn
) -> None:
    client, mine = sign_in(Role.OWNER)
    other = AccountFactory(name="Second Business")
    MembershipFactory(account=other, user=mine.user, role=Role.ANALYST)
    answer = client.post("/account/choose/", {"account": other.pk, "next": "/roas/?by=source"})
    assert (answer.status_code, answer["Location"]) == (302, "/roas/?by=source")
    assert client.get("/roas/").context["account"] == other
    assert client.get("/settings/members/").status_code == 403  # an analyst there


@pytest.mark.parametrize(("path", "kept"), [("/roas/", True), ("/calls/", True), ("/calls/{id}/", False)])
def test_the_menu_comes_back_to_pages_that_name_no_row(
    account: Account, sign_in: SignIn, path: str, kept: bool
) -> None:
    client, mine = sign_in(Role.OWNER)
    MembershipFactory(account=AccountFactory(), user=mine.user)
    call = told_call(datetime(2026, 11, 20, 20, 5, tzinfo=UTC))
    page = client.get(path.format(id=call.pk), {"sort": "start_time"}).content.decode()
    assert 'action="/account/choose/"' in page
    menu = page.partition('action="/account/choose/"')[2].partition("</form>")[0]
    assert (f'name="next" value="{path}"' in menu) is kept
    assert ('name="next"' in menu) is kept


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 30, "١"])
def test_nonsense_chooses_nothing(sign_in: SignIn, chosen: str) -> None:
    client, _ = sign_in(Role.OWNER)
    assert client.post("/account/choose/", {"account": chosen}).status_code == 404


def test_an_account_of_others_cannot_be_chosen(account: Account, sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    answer = client.post("/account/choose/", {"account": AccountFactory().pk})
    assert answer.status_code == 404
    assert client.get("/roas/").context["account"] == account


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_to_pages_of_ours_only(account: Account, sign_in: SignIn, target: str) -> None:
    client, _ = sign_in(Role.OWNER)
    assert client.post("/account/choose/", {"account": account.pk, "next": target})["Location"] == "/"


def test_it_is_for_the_signed_in_and_by_post(account: Account, client: Client) -> None:
    assert client.post("/account/choose/", {"account": account.pk})["Location"].startswith("/accounts/login/")
    client.force_login(MembershipFactory(account=account).user)
    assert client.get("/account/choose/").status_code == 405


def test_a_person_without_an_account_is_told_so(account: Account, sign_in: SignIn) -> None:
    client, mine = sign_in(Role.OWNER)
    mine.delete()
    answer = client.get("/roas/")
    assert answer.status_code == 403
    assert "You belong to no account" in answer.content.decode()
