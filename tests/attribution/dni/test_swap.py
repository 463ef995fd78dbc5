"""POST /v1/swap through the real endpoint."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import Identifier, Lease, PoolNumber, Touchpoint, Visit, Visitor
from compliance.consent.gate import may
from compliance.models import Account
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import PoolFactory, fill, page_view

SITE = "https://northwind.example/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36"


@pytest.fixture
def numbers(account: Account) -> list[str]:
    return fill(PoolFactory(), 2, ConnectionFactory())


def send(client: Client, message: Any, agent: str = BROWSER) -> Any:
    return client.post("/v1/swap", json.dumps(message), "text/plain", headers={"User-Agent": agent})


def test_a_page_view_gets_a_number_in_the_visible_form(
    client: Client, account: Account, numbers: list[str]
) -> None:
    answer = send(client, page_view(account.site_key))
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    data = answer.json()
    shown = data["swaps"]["(415) 555-0100"]
    assert shown["number"] == numbers[0]
    assert shown["formatted"] == f"(415) 555-{numbers[0][-4:]}"
    visit = Visit.objects.get(pk=data["visit"])
    assert str(visit.visitor.key) == data["visitor"]
    assert (visit.channel, visit.click_ids, visit.utm_campaign) == (
        "Paid Search",
        {"gclid": "Cj0KCQ_aB"},
        "furnaces",
    )
    assert may(visit.visitor.subject, "advertise")


def test_the_same_visitor_keeps_the_number_and_the_next_one_gets_another(
    client: Client, account, numbers
) -> None:
    first = send(client, page_view(account.site_key)).json()
    again = send(
        client, page_view(account.site_key, visitor=first["visitor"], url="https://northwind.example/quote")
    ).json()
    other = send(client, page_view(account.site_key)).json()
    assert again["visit"] == first["visit"]
    assert again["swaps"]["(415) 555-0100"]["number"] == numbers[0]
    assert other["swaps"]["(415) 555-0100"]["number"] == numbers[1]
    assert Touchpoint.objects.filter(visit_id=first["visit"]).count() == 2


def test_an_exhausted_pool_leaves_the_page_as_it_is(
    client: Client, account: Account, numbers: list[str]
) -> None:
    answers = [send(client, page_view(account.site_key)).json() for _ in range(3)]
    assert [len(answer["swaps"]) for answer in answers] == [1, 1, 0]
    assert Visit.objects.count() == 3


def test_the_number_that_rested_longest_comes_first(
    client: Client, account: Account, numbers: list[str]
) -> None:
    PoolNumber.objects.filter(phone_number__number=numbers[1]).update(
        free_at=timezone.now() - timedelta(days=1)
    )
    assert send(client, page_view(account.site_key)).json()["swaps"]["(415) 555-0100"]["number"] == numbers[1]


def test_a_new_click_is_a_new_visit_that_keeps_the_number(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    url = "https://northwind.example/?gclid=Other"
    second = send(client, page_view(account.site_key, visitor=first["visitor"], url=url)).json()
    assert second["visit"] != first["visit"]
    assert second["swaps"] != {}
    assert second["swaps"]["(415) 555-0100"]["number"] == numbers[0]
    earlier = Lease.objects.get(visit_id=first["visit"])
    assert earlier.period.upper <= timezone.now()


def test_thirty_minutes_of_silence_end_a_visit(client: Client, account: Account, numbers: list[str]) -> None:
    first = send(client, page_view(account.site_key)).json()
    Visit.objects.update(last_seen=timezone.now() - timedelta(minutes=30))
    second = send(client, page_view(account.site_key, visitor=first["visitor"])).json()
    assert second["visit"] != first["visit"]


def test_a_beat_extends_the_lease_and_leaves_no_touchpoint(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    before = Lease.objects.get()
    beat = page_view(account.site_key, visitor=first["visitor"], kind="beat", targets=[])
    assert send(client, beat).json()["visit"] == first["visit"]
    after = Lease.objects.get()
    assert after.period.upper > before.period.upper
    assert after.last_seen > before.last_seen
    assert PoolNumber.objects.get(phone_number=after.phone_number).free_at == after.period.upper
    assert Touchpoint.objects.count() == 1


def test_a_repeated_event_is_one_touchpoint(client: Client, account: Account, numbers: list[str]) -> None:
    view = page_view(account.site_key)
    first = send(client, view).json()
    send(client, {**view, "visitor": first["visitor"]})
    assert Touchpoint.objects.count() == 1


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/140", "facebookexternalhit/1.1"]
)
def test_bots_get_no_number(client: Client, account: Account, numbers: list[str], agent: str) -> None:
    assert send(client, page_view(account.site_key), agent).json()["swaps"] == {}
    assert not Visitor.objects.exists()


def test_consent_to_advertising_follows_the_banner(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    no = {"analytics": True, "ad_user_data": False}
    send(client, page_view(account.site_key, visitor=first["visitor"], consent=no))
    assert not may(f"visitor:{first['visitor']}", "advertise")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"url": "javascript:alert(1)"}, "url: no web address"),
        ({"visitor": "x"}, "visitor: no UUID"),
        ({"targets": "415"}, "targets: a list of at most 50 numbers"),
        ({"targets": ["4" * 41]}, "targets: a list of at most 50 numbers"),
        ({"kind": "order"}, "kind: one of page, tel_click, form, beat"),
        ({"cookies": []}, "cookies: no object"),
        ({"referrer": "a\x00b"}, "referrer: no text"),
    ],
)
def test_a_bad_field_is_named(client: Client, account: Account, change: dict[str, Any], error: str) -> None:
    answer = send(client, page_view(account.site_key, **change))
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize(
    ("change", "column", "stored"),
    [
        ({"url": f"{SITE}?utm_source=a%00b"}, "utm_source", "ab"),
        ({"url": f"{SITE}?utm_source=a%1F%C2%9F"}, "utm_source", "a"),
        ({"url": f"{SITE}?gclid=a%00b"}, "click_ids", {"gclid": "ab"}),
        ({"url": f"{SITE}?q=\ud800"}, "landing_page_url", f"{SITE}?q="),
        ({"referrer": "https://x.example/\udfff"}, "referring_url", "https://x.example/"),
        ({"cookies": {"fbp": "fb.\x00\ud834.1"}}, "cookies", {"fbp": "fb..1"}),
        ({"consent": {"analytics": True, "\ud800a\x00": True}}, "consent", {"analytics": True, "a": True}),
    ],
)
def test_what_the_database_cannot_hold_is_dropped(
    client: Client, account: Account, change: dict[str, Any], column: str, stored: Any
) -> None:
    assert send(client, page_view(account.site_key, **change)).status_code == 200
    assert Visit.objects.values_list(column, flat=True).get() == stored


def test_a_site_key_with_a_surrogate_is_unknown(client: Client, account: Account) -> None:
    assert send(client, page_view("rt_\ud800")).status_code == 404


def test_a_body_nested_too_deep_is_refused(client: Client, db: None) -> None:
    answer = client.post("/v1/swap", "[" * 100_000, "text/plain", headers={"User-Agent": BROWSER})
    assert (answer.status_code, answer.json()) == (400, {"error": "body: no JSON"})


def test_an_unknown_site_key_is_refused(client: Client, account: Account) -> None:
    assert send(client, page_view(f"rt_{uuid.uuid4()}")).status_code == 404


def test_a_number_that_is_not_active_is_not_shown(
    client: Client, account: Account, numbers: list[str]
) -> None:
    PoolNumber.objects.get(phone_number__number=numbers[0]).phone_number.__class__.objects.filter(
        number=numbers[0]
    ).update(state="releasing")
    assert send(client, page_view(account.site_key)).json()["swaps"]["(415) 555-0100"]["number"] == numbers[1]


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_pages_fetched_ahead_get_no_number(
    client: Client, account: Account, numbers: list[str], header: str
) -> None:
    message = json.dumps(page_view(account.site_key))
    answer = client.post("/v1/swap", message, "text/plain", headers={header: "prefetch;prerender"})
    assert answer.json() == {"visitor": None, "visit": None, "swaps": {}, "heartbeat_seconds": None}
    assert not Visitor.objects.exists()


def test_the_browsers_own_word_for_global_privacy_control_counts(
    client: Client, account: Account, numbers: list[str]
) -> None:
    message = json.dumps(page_view(account.site_key))
    client.post("/v1/swap", message, "text/plain", headers={"Sec-GPC": "1"})
    visit = Visit.objects.get()
    assert (visit.gpc, visit.consent["ad_user_data"]) == (True, True)
    assert not may(visit.visitor.subject, "advertise")


def test_a_long_address_keeps_its_click_id_whole(
    client: Client, account: Account, numbers: list[str]
) -> None:
    url = f"{SITE}?{'x' * 1950}=1&gclid={'Ab' * 40}"
    send(client, page_view(account.site_key, url=url))
    visit = Visit.objects.get()
    assert visit.click_ids == {"gclid": "Ab" * 40}
    assert visit.landing_page_url == url[:2000]


def test_parameters_of_the_site_are_bounded(client: Client, account: Account, numbers: list[str]) -> None:
    custom = {"n": 5, "yes": True, "list": [1], "long": "x" * 300, **{f"k{n}": "v" for n in range(40)}}
    first = send(client, page_view(account.site_key, custom=custom)).json()
    kept = Visit.objects.get().custom
    assert (len(kept), kept["n"], kept["yes"], kept["long"]) == (20, "5", "True", "x" * 200)
    assert "list" not in kept
    more = {"n": 6, "new": "z"}
    send(client, page_view(account.site_key, visitor=first["visitor"], custom=more))
    assert {name: Visit.objects.get().custom[name] for name in more} == {"n": "6", "new": "z"}


def test_a_click_names_its_number_only_where_it_is_one(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    for number in (numbers[0], "javascript:1"):
        click = page_view(
            account.site_key, visitor=first["visitor"], kind="tel_click", number=number, targets=[]
        )
        assert send(client, click).status_code == 200
    urls = list(Touchpoint.objects.filter(kind="tel_click").order_by("pk").values_list("url", flat=True))
    assert urls == [f"tel:{numbers[0]}", page_view(account.site_key)["url"]]


def test_consent_withdrawn_ends_what_the_visit_holds(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    no = page_view(account.site_key, visitor=first["visitor"], kind="beat", consent={"analytics": False})
    assert send(client, no).json()["visitor"] is None
    assert Lease.objects.get().period.upper <= timezone.now()
    assert (Visit.objects.get().click_ids, Touchpoint.objects.count()) == ({}, 1)


def test_what_a_form_was_told_is_kept_as_digests_only(
    client: Client, account: Account, numbers: list[str]
) -> None:
    first = send(client, page_view(account.site_key)).json()
    told = {"email": "Ann@Example.com", "phone": "not a number"}
    form = page_view(account.site_key, visitor=first["visitor"], kind="form", identifiers=told, targets=[])
    assert send(client, form).status_code == 200
    email = Identifier.objects.get(kind="email")
    assert "ann" not in email.value.lower()
    assert Identifier.objects.get(kind="visitor").person_id == email.person_id
    assert not Identifier.objects.filter(kind="phone").exists()


def test_a_beat_of_a_visit_long_over_is_answered_as_for_nobody(client: Client, account: Account) -> None:
    first = send(client, page_view(account.site_key)).json()
    Visit.objects.update(last_seen=timezone.now() - timedelta(hours=2))
    beat = page_view(account.site_key, visitor=first["visitor"], kind="beat")
    assert send(client, beat).json() == {
        "visitor": None,
        "visit": None,
        "swaps": {},
        "heartbeat_seconds": None,
    }
    assert Visit.objects.count() == 1
