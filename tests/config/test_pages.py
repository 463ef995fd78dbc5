"""The frame of every page: signing in, errors, headers, static files."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from compliance.models import Account
from tests.factories.accounts import MembershipFactory


def test_signing_in_and_out(account: Account, client: Client) -> None:
    user = MembershipFactory(account=account).user
    assert 'autocomplete="current-password"' in client.get("/accounts/login/").content.decode()
    refused = client.post("/accounts/login/", {"login": user.email, "password": "wrong"})
    assert refused.status_code == 200
    assert 'role="alert"' in refused.content.decode()
    passed = client.post("/accounts/login/", {"login": user.email, "password": "pass-word-9"})
    assert passed["Location"] == "/"
    page = client.get("/", follow=True)
    assert page.redirect_chain == [("/overview/", 302)]
    assert account.name in page.content.decode()
    assert "Successfully" not in page.content.decode()
    client.post("/accounts/logout/")
    assert client.get("/calls/").status_code == 302


def test_nobody_signs_up(db: None, client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "<form" not in page.partition("<main")[2]
    client.post(
        "/accounts/signup/",
        {"email": "a@example.com", "password1": "pass-word-9", "password2": "pass-word-9"},
    )
    assert client.get("/calls/").status_code == 302


def test_an_unknown_page_says_so(db: None, client: Client) -> None:
    answer = client.get("/calls/none-such/")
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()


def test_a_bug_shows_a_page_without_needing_anything() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()


@pytest.mark.parametrize("error", [Http404, PermissionDenied])
def test_error_pages_need_no_account(db: None, error: type[Exception]) -> None:
    name = "404.html" if error is Http404 else "403.html"
    assert "To the start page" in render_to_string(name, request=RequestFactory().get("/"))


def test_pages_carry_the_policy_and_nothing_inline(db: None, client: Client) -> None:
    answer = client.get("/accounts/login/")
    page = answer.content.decode()
    assert "script-src 'self'; style-src 'self'" in answer["Content-Security-Policy"]
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_plotly_and_htmx_come_from_their_wheels() -> None:
    for path in ("plotly/plotly.min.js", "django_htmx/htmx-2.min.js"):
        found = find(path)
        assert isinstance(found, str)
        assert Path(found).stat().st_size > 10_000
    assert find("plotly/validators.json") is None


@pytest.mark.parametrize(("name", "words"), [
    ("403.html", "No access"),
    ("403_csrf.html", "This form has expired"),
    ("404.html", "Nothing here"),
    ("429.html", "Too many tries"),
    ("500.html", "Something broke"),
])  # fmt: skip
def test_every_error_has_its_code_its_words_and_a_way_out(db: None, name: str, words: str) -> None:
    page = render_to_string(name, request=RequestFactory().get("/"))
    assert f"<h1>{words}</h1>" in page
    assert f'<p class="error-code">{name[:3]}</p>' in page
    assert 'href="/"' in page
