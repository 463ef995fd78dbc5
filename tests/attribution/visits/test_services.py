"""Recording page views: which visit they belong to, and what is stored of them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from attribution.models import Touchpoint, Visit, Visitor
from attribution.visits.services import Context, PageView, Seen, continue_visit, record_touchpoint
from compliance.consent.gate import may
from compliance.models import Account, ConsentRecord
from compliance.tenancy import NoAccount, use_account
from tests.factories.accounts import AccountFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = "https://northwind.example/furnace"
YES = {"analytics": True, "ad_user_data": True}
NO = {"analytics": True, "ad_user_data": False}


def see(visitor: uuid.UUID | None, url: str = PAGE, minutes: float = 0, **changes: Any) -> Seen:
    values: dict[str, Any] = {
        "event_id": uuid.uuid4(),
        "referrer": "",
        "user_agent": "Chrome",
        "consent": YES,
    }
    view = PageView(visitor=visitor, url=url, **{**values, **changes})
    return record_touchpoint(view, NOW + timedelta(minutes=minutes))


def test_the_first_view_begins_everything(account: Account) -> None:
    seen = see(
        None,
        f"{PAGE}?gclid=Aa-1&utm_source=google&utm_medium=cpc&utm_campaign=Spring&utm_term=repair&utm_content=b",
        referrer="https://www.google.com/",
        cookies={"fbp": "fb.1.2", "other": "x"},
        user_agent="C" * 400,
    )
    visit = Visit.objects.select_related("visitor").get()
    assert seen == Seen(visit.pk, visit.visitor_id, visit.visitor.key, fresh=True)
    assert (visit.started_at, visit.last_seen) == (NOW, NOW)
    assert (visit.visitor.first_seen, visit.visitor.last_seen) == (NOW, NOW)
    assert (visit.channel, visit.referring_url) == ("Paid Search", "https://www.google.com/")
    assert visit.landing_page_url == visit.last_requested_url
    assert (visit.utm_source, visit.utm_medium, visit.utm_campaign) == ("google", "cpc", "Spring")
    assert (visit.utm_term, visit.utm_content, visit.click_ids) == ("repair", "b", {"gclid": "Aa-1"})
    assert (visit.cookies, visit.user_agent, visit.consent) == ({"fbp": "fb.1.2"}, "C" * 300, YES)
    touchpoint = Touchpoint.objects.get()
    assert (touchpoint.visit_id, touchpoint.kind, touchpoint.at) == (visit.pk, "page", NOW)
    record = ConsentRecord.objects.get()
    assert (record.subject, record.purpose, record.granted) == (visit.visitor.subject, "advertise", True)
    assert (record.source, record.evidence, record.at) == ("banner", {}, NOW)


def test_the_next_view_continues_the_visit(account: Account) -> None:
    first = see(None)
    again = see(first.visitor_key, f"{PAGE}/quote", minutes=29.9)
    assert again == Seen(first.pk, first.visitor_id, first.visitor_key, fresh=False)
    visit = Visit.objects.select_related("visitor").get()
    assert visit.last_seen == visit.visitor.last_seen == NOW + timedelta(minutes=29.9)
    assert (visit.landing_page_url, visit.last_requested_url) == (PAGE, f"{PAGE}/quote")
    assert ConsentRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "minutes", "goes_on"),
    [
        (f"{PAGE}?utm_campaign=Spring&gclid=A", 1, True),
        (f"{PAGE}?utm_campaign=Spring", 1, True),
        (PAGE, 1, True),
        (f"{PAGE}?utm_campaign=Spring&gclid=a", 1, False),
        (f"{PAGE}?utm_campaign=Autumn&gclid=A", 1, False),
        (f"{PAGE}?utm_campaign=Spring&msclkid=A", 1, False),
        (f"{PAGE}?gclid=A", 1, False),
        (PAGE, 30, False),
    ],
)
def test_a_gap_or_another_campaign_begins_a_visit(
    account: Account, url: str, minutes: float, goes_on: bool
) -> None:
    first = see(None, f"{PAGE}?utm_campaign=Spring&gclid=A")
    second = see(first.visitor_key, url, minutes)
    assert (second.pk == first.pk) is goes_on
    assert second.visitor_id == first.visitor_id
    assert Touchpoint.objects.filter(visit_id=second.pk, at=NOW + timedelta(minutes=minutes)).count() == 1
    assert ConsentRecord.objects.count() == 1


def test_a_beat_is_a_sign_of_life_only(account: Account) -> None:
    first = see(None)
    see(first.visitor_key, f"{PAGE}/quote", minutes=5, kind="beat")
    visit = Visit.objects.get()
    assert (visit.last_seen, visit.last_requested_url) == (NOW + timedelta(minutes=5), PAGE)
    assert Touchpoint.objects.count() == 1


def test_a_click_on_the_number_is_no_page(account: Account) -> None:
    first = see(None)
    see(first.visitor_key, "https://northwind.example/other", minutes=1, kind="tel_click")
    assert list(Touchpoint.objects.order_by("id").values_list("kind", flat=True)) == ["page", "tel_click"]
    assert Visit.objects.get().last_requested_url == PAGE


def test_a_key_nobody_has_seen_is_taken_over(account: Account) -> None:
    key = uuid.uuid4()
    seen = see(key)
    assert (seen.visitor_key, seen.fresh) == (key, False)
    assert Visitor.objects.get().key == key
    assert may(f"visitor:{key}", "advertise")


def test_a_change_of_mind_is_kept_in_both_directions(account: Account) -> None:
    first = see(None)
    subject = f"visitor:{first.visitor_key}"
    assert see(first.visitor_key, minutes=1, consent=NO).pk == first.pk
    assert not may(subject, "advertise")
    assert Visit.objects.get().consent == NO
    see(first.visitor_key, minutes=2)
    assert may(subject, "advertise")
    assert ConsentRecord.objects.count() == 3
    assert Touchpoint.objects.count() == 3


def test_a_key_of_another_account_is_another_visitor(account: Account) -> None:
    first = see(None)
    with use_account(AccountFactory().pk):
        other = see(first.visitor_key)
        assert Visit.objects.get().pk == other.pk
    assert other.visitor_id != first.visitor_id
    assert Visit.objects.get().pk == first.pk


def test_without_an_account_nothing_is_stored(db: None) -> None:
    with pytest.raises(NoAccount):
        see(None)
    assert not Visitor.everywhere.exists()


def test_cookies_that_come_later_are_added_and_those_there_are_kept(account: Account) -> None:
    first = see(None, cookies={"fbp": "fb.1.2"})
    see(first.visitor_key, minutes=1, cookies={"fbp": "fb.9.9", "ga_client_id": "1.2"}, kind="beat")
    assert Visit.objects.get().cookies == {"fbp": "fb.1.2", "ga_client_id": "1.2"}


def test_the_landing_page_of_an_application_begins_its_visit(account: Account) -> None:
    landing = f"{PAGE}?gclid=Aa&utm_campaign=Spring&hsa_grp=7&hsa_ad=8"
    seen = see(None, f"{PAGE}/quote", landing=landing, user_agent="iPhone Mobile")
    visit = Visit.objects.get()
    assert (visit.landing_page_url, visit.last_requested_url) == (landing, f"{PAGE}/quote")
    assert (visit.ad_group, visit.ad, visit.device, visit.click_ids) == ("7", "8", "mobile", {"gclid": "Aa"})
    assert seen.context == Context("Paid Search", "", "", "Spring", landing)


def test_privacy_control_forbids_what_the_banner_allowed(account: Account) -> None:
    first = see(None)
    subject = f"visitor:{first.visitor_key}"
    assert may(subject, "advertise")
    assert see(first.visitor_key, minutes=1, gpc=True).pk == first.pk
    assert Visit.objects.get().gpc
    assert not may(subject, "advertise")


def beat(visitor: uuid.UUID | None, url: str = PAGE, minutes: float = 0, **changes: Any) -> Seen | None:
    values = {"referrer": "", "user_agent": "Chrome", "consent": YES, "kind": "beat", **changes}
    view = PageView(event_id=uuid.uuid4(), visitor=visitor, url=url, **values)
    return continue_visit(view, NOW + timedelta(minutes=minutes))


def test_a_beat_goes_on_with_the_visit_whatever_its_address_says(account: Account) -> None:
    first = see(None)
    found = beat(first.visitor_key, f"{PAGE}?gclid=Other", minutes=5)
    assert found is not None
    assert found.pk == first.pk
    visit = Visit.objects.get()
    assert (visit.last_seen, visit.click_ids) == (NOW + timedelta(minutes=5), {})


def test_a_beat_begins_nothing(account: Account) -> None:
    first = see(None, f"{PAGE}?gclid=A")
    assert beat(first.visitor_key, f"{PAGE}?gclid=A", minutes=120) is None
    assert beat(uuid.uuid4()) is None
    assert beat(None) is None
    assert (Visit.objects.count(), Visitor.objects.count(), Touchpoint.objects.count()) == (1, 1, 1)


def test_a_beat_keeps_a_change_of_mind(account: Account) -> None:
    first = see(None)
    found = beat(first.visitor_key, minutes=1, consent=NO)
    assert found is not None
    assert Visit.objects.get().consent == NO
    assert not may(f"visitor:{first.visitor_key}", "advertise")
