"""The snippet in a real browser, on pages of another origin: which numbers are replaced, and how."""

import pytest

from attribution.dni.snippet import script
from attribution.models import Lease, Touchpoint, Visit
from tests.browser.snippet_pages import AGENT, Site, pretty, site, storage
from tests.browser.watched import Watched

__all__ = ["site"]

SHOWN = "!document.body.textContent.includes('555-0100')"


def text(window: Watched, selector: str) -> str:
    return str(window.page.text_content(selector))


def test_a_static_page_shows_the_visitors_number_in_links_text_and_labels(site: Site) -> None:
    window = site.visit(
        site.serve(
            '<p>Call <a id=a href="tel:+1-415-555-0100;ext=7" aria-label="Call (415) 555-0100">(415) 555-0100</a></p>'
        )
        + "/?gclid=Ab-C&utm_campaign=Furnaces&adgroup=Repair&hsa_ad=99"
    )
    window.wait(SHOWN)
    number = site.numbers[0]
    assert text(window, "#a") == pretty(number, "(###) ###-####")
    assert window.page.get_attribute("#a", "href") == f"tel:{number};ext=7"
    assert window.page.get_attribute("#a", "aria-label") == f"Call {pretty(number, '(###) ###-####')}"
    visit = Visit.objects.select_related("visitor").get()
    assert (visit.click_ids, visit.utm_campaign, visit.ad_group, visit.ad) == (
        {"gclid": "Ab-C"}, "Furnaces", "Repair", "99",
    )  # fmt: skip
    assert (visit.device, visit.user_agent, visit.gpc) == ("desktop", AGENT, False)
    assert visit.consent == {"analytics": True, "ad_user_data": True, "ad_personalization": True}
    assert storage(window)["cookies"] == f"ringtrace={visit.visitor.key}"


@pytest.mark.parametrize(
    "form",
    [
        "(###) ###-####", "###.###.####", "###-###-####", "+1 ### ### ####", "1-###-###-####", "### ### ####",
        "###/###/####", "###–###–####", "##########", "(###)\u00a0###-####", "(###) ###-#### x12", "###-###-####, ext. 3",
        "Tel.: ###-###-####.", "(###) ###-#### / 24 h",
    ],
)  # fmt: skip
def test_the_visible_form_is_kept_digit_for_digit(site: Site, form: str) -> None:
    before = pretty("+14155550100", form)
    window = site.open(f"<p id=n>{before}</p>")
    window.wait(f"document.getElementById('n').textContent !== {before!r}")
    assert text(window, "#n") == pretty(site.numbers[0], form)


def test_a_number_spread_over_elements_and_several_in_a_line(site: Site) -> None:
    window = site.open(
        "<p id=spread><span>(415)</span> <b>555</b>-<i>0<u>10</u>0</i></p>"
        "<p id=several>415-555-0100 (628) 555-7777 or +1 (415) 555-0100 24/7</p><p id=last>415-555-0100</p>"
    )
    window.wait("!document.getElementById('last').textContent.includes('0100')")
    number = site.numbers[0]
    assert text(window, "#spread") == pretty(number, "(###) ###-####")
    last = number[-4:]
    assert window.page.inner_html("#spread") == (
        f"<span>(415)</span> <b>555</b>-<i>{last[0]}<u>{last[1:3]}</u>{last[3]}</i>"
    )
    dashed, long = pretty(number, "###-###-####"), pretty(number, "+# (###) ###-####")
    assert text(window, "#several") == f"{dashed} (628) 555-7777 or {long} 24/7"


UNTOUCHED = """
<script type="application/ld+json" id=json>{"telephone": "(415) 555-0100"}</script>
<style id=style>/* 415-555-0100 */</style>
<textarea id=area>(415) 555-0100</textarea> <input id=input value="(415) 555-0100">
<div id=edit contenteditable>(415) 555-0100</div> <p id=kept data-noswap>(415) 555-0100 <b>(415) 555-0100</b></p>
<p id=part>94155550100 415555010012 415-555-01001 415 555 0100 22 A4155550100 4155550100B 12-415-555-0100</p>
"""


def test_what_is_no_number_of_the_page_stays(site: Site) -> None:
    body = f"{UNTOUCHED}<p id=n>(415) 555-0100</p>"
    window = site.open(body)
    before = window.page.evaluate("[...document.querySelectorAll('body > :not(#n)')].map((n) => n.outerHTML)")
    window.wait("document.getElementById('n').textContent !== '(415) 555-0100'")
    after = window.page.evaluate("[...document.querySelectorAll('body > :not(#n)')].map((n) => n.outerHTML)")
    assert before == after
    assert window.page.input_value("#input") == "(415) 555-0100"


def test_content_that_comes_late_is_replaced_with_the_same_number(site: Site) -> None:
    window = site.open("<p id=n>(415) 555-0100</p><div id=late></div>")
    window.wait("document.getElementById('n').textContent !== '(415) 555-0100'")
    sent = len(site.messages)
    window.page.evaluate(
        "document.getElementById('late').innerHTML = '<a href=\"tel:4155550100\">415.555.0100</a>'"
    )
    number = site.numbers[0]
    window.wait(f"document.querySelector('#late a').textContent === {pretty(number, '###.###.####')!r}")
    assert len(site.messages) == sent  # the same digits are known
    window.page.evaluate("document.getElementById('n').firstChild.data = 'Call (415) 555-0100 now'")
    window.wait(f"document.getElementById('n').textContent === {pretty(number, 'Call (###) ###-#### now')!r}")
    window.page.evaluate(
        "document.getElementById('late').insertAdjacentText('beforeend', ' or +1 (415) 555-0100')"
    )
    window.wait(
        f"document.getElementById('late').textContent.endsWith({pretty(number, '+# (###) ###-####')!r})"
    )
    assert Lease.objects.count() == Touchpoint.objects.count() == 1


def test_the_route_of_an_application_is_a_page_view_of_the_same_visit(site: Site) -> None:
    body = "<main id=app><p>(415) 555-0100</p></main>"
    window = site.visit(f"{site.serve(body)}/?utm_source=news&utm_campaign=Spring")
    window.wait(SHOWN)
    window.page.evaluate(
        "history.pushState({}, '', '/quote'); document.getElementById('app').innerHTML = '<h1>415-555-0100</h1>'"
    )
    window.wait(f"document.querySelector('h1').textContent === {pretty(site.numbers[0], '###-###-####')!r}")
    site.wait_for_steps(window, "page", "page")
    window.page.evaluate("history.replaceState({}, '', '/quote')")
    window.page.go_back()
    site.wait_for_steps(window, "page", "page", "page")
    visit = Visit.objects.get()
    assert (visit.utm_campaign, visit.channel) == ("Spring", "Unassigned")
    assert visit.landing_page_url.endswith("/?utm_source=news&utm_campaign=Spring")
    assert [url.partition("/")[2].partition("/")[2].partition("/")[2] for url in _addresses()] == [
        "?utm_source=news&utm_campaign=Spring", "quote", "?utm_source=news&utm_campaign=Spring",
    ]  # fmt: skip


def _addresses() -> list[str]:
    return list(Touchpoint.objects.order_by("pk").values_list("url", flat=True))


def test_the_next_page_shows_the_same_number(site: Site) -> None:
    origin = site.serve("<p>(415) 555-0100</p>")
    window = site.visit(f"{origin}/")
    window.wait(SHOWN)
    window.page.goto(f"{origin}/other")
    window.wait(SHOWN)
    assert text(window, "p") == pretty(site.numbers[0], "(###) ###-####")
    assert Visit.objects.count() == 1
    assert Lease.objects.count() == 1
    other = site.visit(f"{origin}/")
    other.wait(SHOWN)
    assert text(other, "p") == pretty(site.numbers[1], "(###) ###-####")


def test_frames_of_the_same_origin_are_replaced_too(site: Site) -> None:
    origin = site.serve(
        '<p>(415) 555-0100</p><iframe src="/frame.html"></iframe>', frame_html="<h1>(415) 555-0100</h1>"
    )
    window = site.visit(f"{origin}/")
    number = pretty(site.numbers[0], "(###) ###-####")
    window.wait(
        f"(document.querySelector('iframe').contentDocument.querySelector('h1') || {{}}).textContent === {number!r}"
    )


def test_a_word_that_stands_for_the_number(site: Site) -> None:
    window = site.open('<b data-number="+14155550100">1-415-555-HEAT</b>')
    number = pretty(site.numbers[0], "(###) ###-####")
    window.wait(f"document.querySelector('b').textContent === {number!r}")


def test_only_the_parts_that_are_meant(site: Site) -> None:
    window = site.open(
        "<p class=yes>(415) 555-0100</p><p class=no>(415) 555-0100</p><p id=later>(415) 555-0100</p>",
        'data-consent="granted" data-numbers=".yes"',
    )
    number = pretty(site.numbers[0], "(###) ###-####")
    window.wait(f"document.querySelector('.yes').textContent === {number!r}")
    window.page.evaluate("ringtrace.swap('#later')")
    assert text(window, "#later") == number
    window.page.evaluate("ringtrace.swap(document.querySelector('.no'))")
    assert text(window, ".no") == number


def test_callbacks_and_parameters_of_the_site(site: Site) -> None:
    body = "<script>var told = []; var shop = { told: (numbers) => told.push(numbers) };</script><p>(415) 555-0100</p>"
    window = site.open(
        body,
        """data-consent="granted" data-callback="shop.told" data-custom='{"plan": "gold", "seats": 4}'""",
    )
    window.wait("told.length === 1")
    window.page.evaluate("ringtrace.onswap((numbers) => told.push(numbers))")
    wanted = {"+14155550100": site.numbers[0]}
    assert window.page.evaluate("told") == [wanted, wanted]
    assert Visit.objects.get().custom == {"plan": "gold", "seats": "4"}


def test_a_click_on_the_number_names_it(site: Site) -> None:
    window = site.open('<a href="tel:4155550100" onclick="return false">(415) 555-0100</a>')
    window.wait(SHOWN)
    window.page.click("a")
    site.wait_for_steps(window, "page", "tel_click")
    assert _addresses()[-1] == f"tel:{site.numbers[0]}"


def test_event_ids_are_uuids_of_version_7(site: Site) -> None:
    window = site.open("<p>(415) 555-0100</p>")
    window.wait(SHOWN)
    event = Touchpoint.objects.get().event_id
    assert (event.version, event.variant) == (7, "specified in RFC 4122")
    assert abs((event.int >> 80) / 1000 - Touchpoint.objects.get().at.timestamp()) < 60


STRICT = "default-src 'none'; script-src {product}; connect-src {product}; require-trusted-types-for 'script'"


def test_a_strict_policy_of_the_customer_is_enough(site: Site) -> None:
    policy = STRICT.format(product=site.product)
    window = site.visit(f"{site.serve('<p>(415) 555-0100</p>', policy=policy)}/")
    window.wait(SHOWN)


def test_a_pinned_script_runs(site: Site) -> None:
    address = f"{site.product}/t.{script().version}.js"
    tag = site.tag().replace(f"{site.product}/t.js", address)
    pinned = tag.replace("async", f'async crossorigin="anonymous" integrity="{script().integrity}"')
    window = site.visit(f"{site.serve('<p>(415) 555-0100</p>', tag=pinned)}/")
    window.wait(SHOWN)
