"""Keeping views of a page: own ones, shared ones, and whose they are."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from compliance.models import Account, AuditEvent, Membership, Role, SavedView
from compliance.saved_views.queries import offered
from compliance.saved_views.services import save_view
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory

FORM = {"page": "calls", "name": "Missed this week", "query": "answered=false&before=x1", "shared": "on"}


@pytest.fixture
def analyst(account: Account) -> Membership:
    return MembershipFactory(account=account, role=Role.ANALYST)


@pytest.fixture
def browser(analyst: Membership, client: Client) -> Client:
    client.force_login(analyst.user)
    return client


def kept(owner: User, name: str, *, shared: bool = False, page: str = "calls") -> SavedView:
    return save_view(owner=owner, page=page, name=name, query="answered=false", shared=shared)


def test_saving_keeps_the_question_without_the_place(browser: Client, analyst: Membership) -> None:
    answer = browser.post("/views/", FORM)
    assert answer["Location"] == "/calls/?answered=false"
    view = SavedView.objects.get()
    assert (view.owner, view.page, view.name, view.query, view.shared) == (
        analyst.user,
        "calls",
        "Missed this week",
        "answered=false",
        True,
    )
    event = AuditEvent.objects.get(action="view.saved")
    assert event.facts == {"page": "calls", "shared": True}


def test_the_same_name_replaces(browser: Client) -> None:
    browser.post("/views/", FORM)
    browser.post("/views/", {**FORM, "query": "answered=true", "shared": ""})
    view = SavedView.objects.get()
    assert (view.query, view.shared) == ("answered=true", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "call"},
        {"page": "overview"},
        {"page": "start"},
        {"page": "none-such"},
        {"page": ""},
        {"name": " "},
        {"name": "n" * 61},
    ],
)
def test_bad_values_are_refused_and_nothing_is_kept(browser: Client, wrong: dict[str, str]) -> None:
    assert browser.post("/views/", {**FORM, **wrong}).status_code == 400
    assert not SavedView.objects.exists()
    assert not AuditEvent.objects.filter(action="view.saved").exists()


def test_a_query_that_is_too_long_is_refused(analyst: Membership) -> None:
    with pytest.raises(ValidationError, match="2000"):
        save_view(owner=analyst.user, page="calls", name="Long", query=f"search={'x' * 2000}", shared=False)


def test_own_and_shared_views_of_the_page_are_offered(account: Account, analyst: Membership) -> None:
    other = MembershipFactory(account=account).user
    for owner, name, shared in ((analyst.user, "C", False), (other, "A", True), (other, "B", False)):
        kept(owner, name, shared=shared)
    kept(analyst.user, "D", page="roas")
    assert [view.name for view in offered(analyst.user_id, "calls")] == ["A", "C"]


def test_views_of_another_account_are_not_offered(account: Account, analyst: Membership) -> None:
    with use_account(AccountFactory().pk):
        kept(analyst.user, "Elsewhere", shared=True)
    assert not offered(analyst.user_id, "calls").exists()


def test_deleting_ones_own(browser: Client, analyst: Membership) -> None:
    view = kept(analyst.user, "Mine")
    answer = browser.post(f"/views/{view.pk}/delete/")
    assert answer["Location"] == "/calls/"
    assert not SavedView.objects.exists()
    assert AuditEvent.objects.filter(action="view.deleted").count() == 1


@pytest.mark.parametrize(("role", "shared", "status"), [
    (Role.ANALYST, True, 404),
    (Role.ANALYST, False, 404),
    (Role.ADMIN, True, 302),
    (Role.ADMIN, False, 404),
])  # fmt: skip
def test_deleting_somebody_elses(
    account: Account, client: Client, role: str, shared: bool, status: int
) -> None:
    view = kept(MembershipFactory(account=account).user, "Theirs", shared=shared)
    client.force_login(MembershipFactory(account=account, role=role).user)
    assert client.post(f"/views/{view.pk}/delete/").status_code == status
    assert SavedView.objects.exists() is (status == 404)


def test_another_accounts_view_is_not_there(browser: Client, analyst: Membership) -> None:
    foreign = AccountFactory()
    with use_account(foreign.pk):
        view = kept(analyst.user, "Elsewhere", shared=True)
    assert browser.post(f"/views/{view.pk}/delete/").status_code == 404
    assert SavedView.everywhere.filter(pk=view.pk).exists()


def test_strangers_and_links_save_nothing(account: Account, client: Client, analyst: Membership) -> None:
    assert client.post("/views/", FORM).status_code == 302
    client.force_login(analyst.user)
    assert client.get("/views/").status_code == 405
    assert not SavedView.objects.exists()
