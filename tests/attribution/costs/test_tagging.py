"""Tagging: what the templates fill is what visits read, and what is spoiled is named."""

import pytest
from django.test import Client

from attribution.costs.landing import inspect
from attribution.costs.tagging import PLATFORMS, Platform
from attribution.visits.arrival import read
from compliance.models import Account, Role
from tests.factories.accounts import MembershipFactory

SITE = "https://northwind.example/furnace"
GOOD = "utm_source=google&utm_medium=cpc&utm_campaign=a"


def faults(query: str, landed: str = "") -> list[tuple[str, str]]:
    found = inspect(f"{SITE}?{query}", landed and f"{SITE}?{landed}")
    return [(one.name, str(one.text)) for one in found.faults]


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda one: one.key)
def test_every_template_is_read_whole(account: Account, platform: Platform) -> None:
    arrival = read(f"{SITE}?{platform.parameters}", "")
    assert (arrival.utm["utm_source"], arrival.utm["utm_medium"]) == (platform.source, platform.medium)
    assert (arrival.utm["utm_campaign"], arrival.ad_group, arrival.ad) == (
        platform.campaign, platform.ad_group, platform.ad,
    )  # fmt: skip
    assert arrival.utm.get("utm_term", "") == platform.keyword
    paid = "Paid Search" if platform.medium == "cpc" else "Paid Social"
    assert inspect(f"{SITE}?{platform.parameters}").channel == paid


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one.key != "x"], ids=lambda one: one.key)
def test_every_placeholder_left_as_it_is_is_found(account: Account, platform: Platform) -> None:
    names = {name for name, text in faults(platform.parameters) if "placeholder" in text}
    assert names >= {"utm_campaign", "utm_adgroup", "utm_ad"}


def test_what_would_be_recorded(account: Account) -> None:
    found = inspect(f"{SITE}?{GOOD}&utm_adgroup=g&utm_ad=x&utm_term=furnace+repair&gclid=Cj0KCQ_aB")
    assert [value for _, value in found.facts] == [
        "Paid Search", "google", "cpc", "a", "g", "x", "furnace repair", "Cj0KCQ_aB",
    ]  # fmt: skip
    assert found.faults == []


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        (f"{GOOD}&gclid=cj0kcqiaabcdefghijkl", "gclid", "lower-cased"),
        ("utm_source=google&utm_medium=cpc&utm_campaign=a%2520b", "utm_campaign", "encoded twice"),
        (
            "utm_source=google&utm_medium=cpc&utm_campaign=%257Bcampaignid%257D",
            "utm_campaign",
            "encoded twice",
        ),
        (f"{GOOD}&utm_campaign=b", "utm_campaign", "more than once"),
        ("utm_source=google&amp;utm_medium=cpc&utm_campaign=a", "amp;utm_medium", "in place of"),
        ("utm_source=google&utm_medium=cpc&utm_campaign=a?gclid=x", "utm_campaign", "second"),
        (f"{GOOD}&url=https%3A%2F%2Fx.example", "url", "another address"),
        (f"{GOOD}&gclid={'A' * 501}", "gclid", "too long"),
        ("page=1", "utm_source", "no utm parameter"),
        ("gclid=Cj0KCQ_aB", "utm_campaign", "missing"),
    ],
)
def test_what_is_spoiled_is_named(account: Account, query: str, name: str, words: str) -> None:
    assert [(given, words in text) for given, text in faults(query) if given == name and words in text] == [
        (name, True)
    ]


def test_small_ids_that_are_small_by_nature_are_fine(account: Account) -> None:
    assert faults(f"{GOOD}&msclkid=0a1b2c3d4e5f0a1b2c3d4e5fabcdefab&rdt_cid=123") == []
    assert faults(f"{GOOD}&gclid=cj0k") == []


def test_what_redirects_do(account: Account) -> None:
    sent = f"{GOOD}&gclid=Cj0KCQiAabcdefGHIJ&utm_term={{keyword}}"
    assert faults(sent, "utm_source=google&utm_campaign=b&gclid=cj0kcqiaabcdefghij") == [
        ("utm_medium", "A redirect drops it."),
        ("utm_campaign", "A redirect changes it."),
        ("gclid", "A redirect lower-cases it."),
        ("gclid", "It was lower-cased, so the platform will not know it again."),
        ("utm_medium", "It is missing: no costs can be matched with the visit."),
    ]
    assert faults(GOOD, GOOD) == []


@pytest.mark.parametrize("url", ["", "furnace", "javascript:alert(1)", "https://", "http://[x"])
def test_no_address(account: Account, url: str) -> None:
    with pytest.raises(ValueError):
        inspect(url)


def test_the_page(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    page = client.get("/costs/tagging/", {"url": f"{SITE}?utm_source=<b>&utm_campaign={{campaign}}"})
    text = page.content.decode()
    assert "&lt;b&gt;" in text
    assert "did not fill the placeholder" in text
    assert "An address such as" in client.get("/costs/tagging/?url=x").content.decode()
    assert client.get("/costs/tagging/").context["found"] is None
