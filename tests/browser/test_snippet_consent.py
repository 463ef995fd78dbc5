"""The snippet and consent: what is stored on the device, what is sent, and what the server keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.models import Identifier, Lease, NumberPool, Shortage, SourceNumber, Visit, Visitor
from compliance.consent.gate import may
from tests.browser.snippet_pages import EMPTY, PRIVATE, Site, pretty, site, storage
from tests.factories.telephony import PhoneNumberFactory

__all__ = ["site"]

BODY = "<p>(415) 555-0100</p>"
SHOWN = "!document.body.textContent.includes('555-0100')"
OWN = "document.body.textContent.includes('(415) 555-0100')"
CAMPAIGN = "/?utm_source=google&utm_medium=cpc&utm_campaign=Spring&gclid=Ab-C&email=a@b.example"


def of_google() -> SourceNumber:
    """A number for whoever comes from Google."""
    return SourceNumber.objects.create(
        phone_number=PhoneNumberFactory(connection=None),
        name="Google",
        target_number="+14155550100",
        utm_source="google",
        starts_at=timezone.now() - timedelta(days=1),
    )


def test_without_consent_a_number_of_the_source_is_shown_and_nothing_is_stored(site: Site) -> None:
    number = of_google().phone_number.number
    window = site.visit(f"{site.serve(BODY, '')}{CAMPAIGN}")
    window.wait(SHOWN)
    assert window.page.text_content("p") == pretty(number, "(###) ###-####")
    assert storage(window) == EMPTY
    visit = Visit.objects.get()
    assert (visit.utm_campaign, visit.channel, visit.consent["analytics"]) == ("Spring", "Paid Search", False)
    assert (visit.click_ids, visit.cookies, visit.custom, visit.user_agent) == ({}, {}, {}, "")
    assert visit.landing_page_url.endswith("/?utm_source=google&utm_medium=cpc&utm_campaign=Spring")
    assert not may(visit.visitor.subject, "advertise")
    assert not Lease.objects.exists()
    window.page.evaluate("history.pushState({}, '', '/other')")
    window.page.evaluate("dispatchEvent(new Event('pagehide'))")
    window.page.wait_for_timeout(200)
    assert len(site.messages) == 1
    assert site.messages[0]["visitor"] is None
    assert "cookies" not in site.messages[0]


def test_without_consent_a_page_keeps_its_number_where_no_source_fits(site: Site) -> None:
    of_google()
    window = site.open(BODY, 'data-consent="denied"')
    site.wait_for_steps(window)
    window.page.wait_for_timeout(300)
    assert (len(site.messages), window.page.evaluate(OWN), storage(window)) == (1, True, EMPTY)
    assert not Visitor.objects.exists()


@pytest.mark.parametrize(
    "agree",
    [
        "ringtrace.consent({ analytics: true, ad_user_data: true })",
        "(function () { dataLayer.push(arguments) })('consent', 'update', "
        "{ analytics_storage: 'granted', ad_user_data: 'granted' })",
    ],
)
def test_consent_given_later_makes_the_visit_whole(site: Site, agree: str) -> None:
    window = site.visit(f"{site.serve(BODY, '')}{CAMPAIGN}")
    site.wait_for_steps(window, "page")
    window.page.evaluate("history.pushState({}, '', '/other')")
    window.page.evaluate(agree)
    window.wait(SHOWN)
    visit = Visit.objects.select_related("visitor").get()
    assert (visit.click_ids, visit.consent["analytics"]) == ({"gclid": "Ab-C"}, True)
    assert visit.landing_page_url.endswith(CAMPAIGN)
    assert may(visit.visitor.subject, "advertise")
    assert storage(window)["cookies"] == f"ringtrace={visit.visitor.key}"
    assert window.page.text_content("p") == pretty(site.numbers[0], "(###) ###-####")
    site.wait_for_steps(window, "page")


def test_consent_mode_is_read_from_before_and_waited_for(site: Site) -> None:
    early = (
        "<script>function gtag() { dataLayer.push(arguments) } var dataLayer = dataLayer || [];"
        "gtag('consent', 'default', { analytics_storage: 'denied', ad_user_data: 'denied', wait_for_update: 2000 });"
        "setTimeout(() => gtag('consent', 'update', { analytics_storage: 'granted' }), 100);</script>"
    )
    window = site.visit(f"{site.serve(BODY, tag=early + site.tag(''))}{CAMPAIGN}")
    window.wait(SHOWN)
    assert [one["consent"]["analytics"] for one in site.messages] == [True]
    assert Visit.objects.get().consent == {
        "analytics": True,
        "ad_user_data": False,
        "ad_personalization": False,
    }


def test_consent_withdrawn_ends_the_lease_and_clears_device_and_visit(site: Site) -> None:
    window = site.visit(f"{site.serve(BODY)}{CAMPAIGN}")
    window.wait(SHOWN)
    assert storage(window)["cookies"].startswith("ringtrace=")
    window.page.evaluate("ringtrace.consent({ analytics: false })")
    window.wait(OWN)
    site.wait_until(window, lambda: not Lease.objects.filter(period__endswith__gt=timezone.now()).exists())
    visit = Visit.objects.get()
    assert (visit.click_ids, visit.cookies, visit.user_agent) == ({}, {}, "")
    assert "gclid" not in visit.landing_page_url
    assert visit.consent["analytics"] is False
    assert not may(visit.visitor.subject, "advertise")
    assert storage(window) == EMPTY


def test_global_privacy_control_forbids_advertising_whatever_the_banner_says(site: Site) -> None:
    window = site.visit(f"{site.serve(BODY)}{CAMPAIGN}", PRIVATE)
    window.wait(SHOWN)
    visit = Visit.objects.get()
    assert (visit.gpc, visit.consent["ad_user_data"]) == (True, True)
    assert not may(visit.visitor.subject, "advertise")


def test_identifiers_of_others_are_sent_with_consent_only(site: Site) -> None:
    cookies = (
        "document.cookie='_ga=GA1.1.111.222'; document.cookie='_ga_ABC=GS2.1.s1700000000$o1$g0$t1700000000$j60$l0$h0';"
        "document.cookie='_fbp=fb.1.5.6';"
    )
    origin = site.serve(BODY)
    window = site.visit(f"{origin}/?fbclid=Xy_Z", cookies)
    window.wait(SHOWN)
    found = Visit.objects.get().cookies
    fbc = found.pop("fbc")
    assert found == {"fbp": "fb.1.5.6", "ga_client_id": "111.222", "ga_session_id": "1700000000"}
    assert (fbc[:5], fbc[-5:], fbc.count(".")) == ("fb.1.", ".Xy_Z", 3)
    older = cookies.replace(
        "GS2.1.s1700000000$o1$g0$t1700000000$j60$l0$h0", "GS1.1.1700000001.2.1.1700000002.0.0.0"
    )
    site.visit(f"{origin}/", older).wait(SHOWN)
    assert Visit.objects.latest("pk").cookies["ga_session_id"] == "1700000001"


def test_a_lease_that_ran_out_gives_the_page_its_number_back(site: Site) -> None:
    NumberPool.objects.update(lease_seconds=2)
    window = site.open(BODY)
    window.wait(SHOWN)
    window.wait(OWN)
    window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    window.wait(SHOWN)
    assert Lease.objects.count() == 1


def test_an_exhausted_pool_leaves_the_page_or_shows_the_shared_number(site: Site) -> None:
    pool = NumberPool.objects.get()
    pool.numbers.all().delete()
    shared = PhoneNumberFactory(connection=None)
    NumberPool.objects.update(overflow="shared", overflow_number=shared)
    window = site.open(BODY)
    window.wait(SHOWN)
    assert window.page.text_content("p") == pretty(shared.number, "(###) ###-####")
    assert Shortage.objects.get().phone_number == shared


def test_nothing_happens_for_machines_and_pages_nobody_sees(site: Site) -> None:
    machine = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => true });"
    hidden = "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => window.seen || 'hidden' });"
    origin = site.serve(BODY)
    first, second = site.visit(f"{origin}/", machine), site.visit(f"{origin}/", hidden)
    second.page.wait_for_timeout(300)
    assert (site.messages, first.page.evaluate(OWN), second.page.evaluate(OWN)) == ([], True, True)
    second.page.evaluate("window.seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
    second.wait(SHOWN)
    assert len(site.messages) == 1


def test_a_late_answer_leaves_the_page_alone(site: Site) -> None:
    hasty = site.tag().replace('data-patience="20000"', 'data-patience="-1"')
    window = site.visit(f"{site.serve(BODY, tag=hasty)}/")
    site.wait_for_steps(window, "page")
    window.page.wait_for_timeout(200)
    assert window.page.evaluate(OWN)


def test_a_form_tells_who_the_visitor_is(site: Site) -> None:
    window = site.open(BODY)
    window.wait(SHOWN)
    window.page.evaluate("ringtrace.form({ email: 'Ann@Example.com', phone: '628 555 0123' })")
    site.wait_until(window, lambda: Identifier.objects.filter(linking=True).count() == 3)
    site.wait_for_steps(window, "page", "form")
    browser = Identifier.objects.get(kind="visitor")
    others = Identifier.objects.filter(kind__in=["email", "phone"])
    assert {one.person_id for one in others} == {browser.person_id}
    assert (browser.visitor_id, others.count()) == (Visitor.objects.get().pk, 2)
