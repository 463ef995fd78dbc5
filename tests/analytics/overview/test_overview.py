"""The first page: six figures, the period before, what needs somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from analytics.overview.attention import matters
from analytics.overview.days import days, whole
from analytics.overview.kpis import overview
from analytics.overview.people import conversion_rate
from analytics.overview.rates import Rate
from analytics.summaries.index import refresh
from attribution.models import (
    Delivery,
    DestinationConnection,
    NumberPool,
    PoolNumber,
    Touchpoint,
    Visit,
    Visitor,
)
from attribution.reports.period import Period, read_period
from calls.models import Call, Outcome, PhoneNumber
from compliance.accounts.roles import PERMISSIONS
from compliance.models import Account, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import spent, told_call

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
ZONE = "UTC"


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    cache.clear()


def period(**query: str) -> Period:
    return read_period({"period": "7", **query}, ZONE)


def test_wilson_intervals_are_the_published_ones() -> None:
    assert Rate(8, 10).interval == pytest.approx((0.490162, 0.943318), abs=1e-6)
    assert Rate(0, 5).interval == pytest.approx((0.0, 0.434482), abs=1e-6)
    assert Rate(37, 412).interval == pytest.approx((0.065856, 0.121334), abs=1e-6)
    assert (Rate(0, 0).value, Rate(0, 0).interval) == (None, None)


def test_six_figures_with_their_parts(account: Account) -> None:
    told_call(NOON, number=1)
    told_call(NOON, number=2, answered=False, duration=30)
    told_call(NOON, number=3, answered=False, duration=3)
    lost = told_call(NOON, number=4)
    Outcome.objects.filter(call=lost, dimension="outcome").update(label="no_sale")
    spam = told_call(NOON, number=5)
    Outcome.objects.filter(call=spam, dimension="intent").update(label="spam")
    spent(NOON, "furnaces", 200)
    refresh()
    found = {kpi.key: kpi for kpi in overview(period(), ZONE).kpis}
    assert list(found) == ["roas", "cpa", "conversion_rate", "answer_rate", "close_rate", "qa_coverage"]
    # Five calls at 90 % came from the campaign and brought 150 each; spam that converted is counted by the ledger.
    assert found["roas"].value == pytest.approx(5 * 0.9 * 150 / 200)
    assert found["cpa"].value == pytest.approx(200 / (5 * 0.9))
    assert found["roas"].low < found["roas"].value < found["roas"].high
    assert found["cpa"].low < found["cpa"].value < found["cpa"].high
    assert (found["answer_rate"].numerator, found["answer_rate"].denominator) == (2, 3)
    assert (found["close_rate"].numerator, found["close_rate"].denominator) == (3, 4)
    assert (found["qa_coverage"].numerator, found["qa_coverage"].denominator) == (2, 2)
    assert found["qa_coverage"].before is None


def test_the_small_lines_end_where_the_figures_of_the_last_week_are(account: Account) -> None:
    for n in range(4):
        told_call(NOON - timedelta(days=n), number=n)
        spent(NOON - timedelta(days=n), "furnaces", 50)
    told_call(NOON, number=9).matches.all().delete()  # nobody's credit: in no figure of paid campaigns
    refresh()
    found = {kpi.key: kpi for kpi in overview(period(), ZONE).kpis}
    assert found["roas"].points[-1] == pytest.approx(found["roas"].value)
    assert found["cpa"].points[-1] == pytest.approx(found["cpa"].value)


def test_the_period_before_is_compared_unless_switched_off(account: Account) -> None:
    told_call(NOON, number=1)
    told_call(NOON - timedelta(days=7), number=2, answered=False)
    refresh()
    answer = {kpi.key: kpi.before for kpi in overview(period(), ZONE).kpis}["answer_rate"]
    assert answer == 0.0
    assert {kpi.before for kpi in overview(period(compare="none"), ZONE).kpis} == {None}


def test_days_add_up_and_are_the_accounts(account: Account) -> None:
    zone = "America/Los_Angeles"
    account.time_zone = zone
    account.save()
    told_call(datetime(2026, 11, 20, 7, 30, tzinfo=UTC), number=1)  # still the 19th there
    told_call(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), number=2)
    refresh()
    asked = read_period({"from": "2026-11-19", "to": "2026-11-20"}, zone)
    now, before = days(asked, zone)
    assert [day.calls for day in now] == [1, 1]
    assert [day.calls for day in before] == [0, 0]
    assert (whole(now).value, whole(now).conversions) == (300.0, 2)


def test_a_person_who_calls_and_sends_a_form_counts_once(account: Account) -> None:
    call = told_call(NOON, number=1)
    visit = call.matches.get().visit
    Touchpoint.objects.create(
        visit=visit, event_id="00000000-0000-4000-8000-00000000f001", kind=Touchpoint.Kind.FORM, at=NOON
    )
    other = Visitor.objects.create(first_seen=NOON, last_seen=NOON)
    Visit.objects.create(visitor=other, started_at=NOON, last_seen=NOON, channel="Direct")
    stranger = told_call(NOON, number=2)
    stranger.matches.all().delete()
    refresh()
    # Two visitors and the first call's own, one caller without a visit; two of the four people converted.
    assert conversion_rate(period()) == Rate(2, 4)


def test_nobody_waits_when_all_is_well(account: Account) -> None:
    told_call(NOON)
    refresh()
    assert matters("UTC") == []


def test_what_needs_somebody_is_counted(account: Account) -> None:
    call = told_call(NOON)
    Delivery.objects.update(state=Delivery.State.FAILED)
    DestinationConnection.objects.update(active=False, paused_reason="token refused")
    Call.objects.filter(pk=call.pk).update(processing=Call.Processing.ATTENTION)
    Outcome.objects.filter(call=call, dimension="outcome").update(abstained=True)
    pool = NumberPool.objects.create(name="Site", target_number="+14155550100")
    number = PhoneNumber.objects.create(number="+14155550101")
    PoolNumber.objects.create(pool=pool, phone_number=number, free_at=timezone.now() + timedelta(hours=1))
    spent(NOON - timedelta(days=5), "furnaces", 1)
    refresh()
    assert [(matter.count, str(matter.text)) for matter in matters("UTC")] == [
        (1, "conversion was refused"),
        (1, "destination is paused"),
        (1, "number pool is exhausted"),
        (1, "call of the last 30 days could not be processed"),
        (1, "call of the last 30 days waits for a person's verdict"),
        (7, "days old: the costs of a source that still brings visits"),
    ]


def test_every_number_of_the_page_finds_its_rows(account: Account, owner: Client) -> None:
    for n in range(3):
        told_call(NOON, number=n, answered=n > 0, duration=20)
    refresh()
    page = owner.get("/overview/?period=7")
    assert page.status_code == 200
    for kpi in page.context["kpis"]:
        if kpi.key in ("answer_rate", "close_rate", "qa_coverage"):
            assert owner.get(kpi.link).context["listing"].totals.total_calls == kpi.numerator, kpi.key


def test_the_page_takes_the_same_queries_for_any_size(owner: Client, django_assert_max_num_queries) -> None:
    told_call(NOON, number=1)
    owner.get("/overview/")
    with django_assert_max_num_queries(26):
        owner.get("/overview/")
    for n in range(2, 9):
        told_call(NOON - timedelta(days=n), number=n, campaign=f"c{n}")
    owner.get("/overview/")
    with django_assert_max_num_queries(26):
        owner.get("/overview/")


def test_an_empty_account_is_led_to_the_set_up(owner: Client) -> None:
    page = owner.get("/overview/").content.decode()
    assert "Nothing has come in yet" in page
    assert 'href="/setup/"' in page


def test_other_accounts_do_not_count(account: Account, owner: Client) -> None:
    with use_account(AccountFactory().pk):
        told_call(NOON)
        refresh()
    assert "Nothing has come in yet" in owner.get("/overview/").content.decode()


def test_who_may_not_see_reports_is_sent_to_the_calls(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert client.get("/overview/").status_code == 403
    assert client.get("/")["Location"] == "/calls/"


def test_an_auditor_starts_at_the_proof_of_redaction(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.AUDITOR).user)
    assert client.get("/")["Location"] == "/redaction/"
    assert client.get("/redaction/").status_code == 200


def test_a_role_without_pages_is_told_so(
    account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.AUDITOR, frozenset({"views.save"}))
    client.force_login(MembershipFactory(account=account, role=Role.AUDITOR).user)
    page = client.get("/")
    assert page.status_code == 200
    assert "The role “Auditor” has no pages here yet" in page.content.decode()


def test_the_start_page_is_the_overview(owner: Client) -> None:
    assert owner.get("/")["Location"] == "/overview/"
