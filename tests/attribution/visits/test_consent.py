"""Visits without consent, and changes of mind."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from attribution.models import Touchpoint, Visit, Visitor
from attribution.visits.consent import adopt, record_landing, withdraw
from attribution.visits.services import Context, PageView, record_touchpoint
from compliance.consent.gate import may
from compliance.models import Account, ConsentRecord
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = "https://northwind.example/furnace"
ADVERT = f"{PAGE}?gclid=Aa&utm_campaign=Spring&utm_source=google&email=ann%40example.com"
CLEAN = f"{PAGE}?utm_campaign=Spring&utm_source=google"
NO = {"analytics": False, "ad_user_data": False}
YES = {"analytics": True, "ad_user_data": True}
IPHONE = "Mozilla/5.0 (iPhone) Mobile Safari"


def view(url: str = ADVERT, referrer: str = "https://www.google.com/search?q=x", **changes: Any) -> PageView:
    base = PageView(uuid.uuid4(), None, url, referrer, IPHONE, {"fbp": "fb.1.2"}, NO, custom={"plan": "gold"})
    return replace(base, **changes)


def test_a_landing_is_kept_without_anything_that_tells_somebody_from_others(account: Account) -> None:
    context = record_landing(view(), NOW)
    assert context == Context("Paid Search", "google", "", "Spring", CLEAN)
    visit = Visit.objects.select_related("visitor").get()
    assert (visit.channel, visit.utm_campaign, visit.landing_page_url) == ("Paid Search", "Spring", CLEAN)
    assert (visit.referring_url, visit.last_requested_url) == ("https://www.google.com/", CLEAN)
    assert (visit.click_ids, visit.cookies, visit.custom, visit.user_agent) == ({}, {}, {}, "")
    assert (visit.consent, visit.device) == (NO, "mobile")
    assert Touchpoint.objects.get().url == CLEAN
    assert not may(visit.visitor.subject, "advertise")


def test_landings_are_strangers_to_each_other(account: Account) -> None:
    record_landing(view(), NOW)
    record_landing(view(), NOW + timedelta(minutes=1))
    assert Visitor.objects.count() == Visit.objects.count() == 2


def test_other_pages_are_not_kept(account: Account) -> None:
    assert record_landing(view(PAGE, "https://northwind.example/"), NOW) == Context()
    assert record_landing(view(PAGE, ""), NOW) == Context("Direct", landing_page_url=PAGE)
    again = record_landing(view(PAGE, landing=ADVERT, kind="beat"), NOW)
    assert again == Context("Paid Search", "google", "", "Spring", CLEAN)
    assert not Visitor.objects.exists()


def test_consent_makes_the_visit_whole(account: Account) -> None:
    before = view()
    record_landing(before, NOW)
    agreed = replace(before, url=f"{PAGE}/quote", landing=ADVERT, consent=YES)
    seen = record_touchpoint(adopt(agreed, NOW + timedelta(minutes=2)), NOW + timedelta(minutes=2))
    visit = Visit.objects.select_related("visitor").get()
    assert (seen.pk, seen.visitor_key) == (visit.pk, visit.visitor.key)
    assert (visit.click_ids, visit.cookies, visit.custom) == (
        {"gclid": "Aa"},
        {"fbp": "fb.1.2"},
        {"plan": "gold"},
    )
    assert (visit.landing_page_url, visit.last_requested_url) == (ADVERT, f"{PAGE}/quote")
    assert (visit.user_agent, visit.consent) == (IPHONE, YES)
    assert Touchpoint.objects.get().url == ADVERT
    assert may(visit.visitor.subject, "advertise")


def test_a_browser_that_is_known_takes_the_landing_over(account: Account) -> None:
    known = record_touchpoint(replace(view(PAGE, ""), consent=YES), NOW - timedelta(days=1))
    before = view()
    record_landing(before, NOW)
    agreed = replace(before, visitor=known.visitor_key, consent=YES)
    seen = record_touchpoint(adopt(agreed, NOW), NOW)
    assert list(Visitor.objects.values_list("key", flat=True)) == [known.visitor_key]
    assert list(Visit.objects.order_by("pk").values_list("channel", flat=True)) == ["Direct", "Paid Search"]
    assert Touchpoint.objects.get(event_id=before.event_id).visit_id == seen.pk


def test_nothing_to_adopt(account: Account) -> None:
    whole = replace(view(), consent=YES)
    record_touchpoint(whole, NOW)
    assert adopt(whole, NOW) == whole
    lone = view()
    assert adopt(lone, NOW) == lone
    record_landing(lone, NOW)
    assert adopt(lone, NOW + timedelta(minutes=30)) == lone
    with use_account(AccountFactory().pk):
        assert adopt(lone, NOW) == lone


def test_consent_withdrawn_leaves_a_visit_without_consent(account: Account) -> None:
    seen = record_touchpoint(replace(view(), consent=YES), NOW)
    record_touchpoint(
        replace(view(f"{PAGE}?token=1"), visitor=seen.visitor_key, consent=YES, event_id=uuid.uuid4()), NOW
    )
    assert withdraw(seen.visitor_key, NO, NOW) == [seen.pk]
    visit = Visit.objects.get()
    assert (visit.click_ids, visit.cookies, visit.custom, visit.user_agent) == ({}, {}, {}, "")
    assert (visit.landing_page_url, visit.last_requested_url, visit.referring_url) == (
        CLEAN, PAGE, "https://www.google.com/",
    )  # fmt: skip
    assert visit.consent == NO
    assert list(Touchpoint.objects.order_by("pk").values_list("url", flat=True)) == [CLEAN, PAGE]
    assert not may(f"visitor:{seen.visitor_key}", "advertise")
    assert ConsentRecord.objects.count() == 2


def test_consent_withdrawn_is_withdrawn_for_every_visit(account: Account) -> None:
    first = record_touchpoint(replace(view(), consent=YES), NOW)
    later = replace(view(), visitor=first.visitor_key, consent=YES, event_id=uuid.uuid4())
    second = record_touchpoint(later, NOW + timedelta(days=1))
    assert sorted(withdraw(first.visitor_key, NO, NOW + timedelta(days=1))) == [first.pk, second.pk]
    assert list(Visit.objects.values_list("click_ids", "user_agent")) == [({}, ""), ({}, "")]


def test_a_key_of_nobody_or_of_another_account_withdraws_nothing(account: Account) -> None:
    seen = record_touchpoint(replace(view(), consent=YES), NOW)
    assert withdraw(uuid.uuid4(), NO, NOW) == []
    with use_account(AccountFactory().pk):
        assert withdraw(seen.visitor_key, NO, NOW) == []
    assert Visit.objects.get().click_ids == {"gclid": "Aa"}
