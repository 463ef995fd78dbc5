"""The ledger's pages: rows, filters, history, and sending again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from attribution.conversions.queries import Filters, ledger
from attribution.models import Attempt, Conversion, ConversionRule, Delivery, DestinationConnection
from compliance.lists import list_page
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def ids(page: str) -> list[int]:
    return [int(part.partition("/")[0]) for part in page.split('class="row" href="/conversions/')[1:]]


def three() -> list[Conversion]:
    """One on each of three days; the second failed, the third is withdrawn."""
    for n in range(3):
        told_call(NOON + timedelta(days=n), number=n + 1)
    rows = list(Conversion.objects.order_by("occurred_at"))
    Delivery.objects.filter(conversion=rows[1]).update(state="failed", reason="answered 400")
    Conversion.objects.filter(pk=rows[2].pk).update(active=False)
    return rows


def test_the_page_shows_value_call_and_what_each_was_told(analyst: Client) -> None:
    one, two, three_ = three()
    page = analyst.get("/conversions/").content.decode()
    assert ids(page) == [three_.pk, two.pk, one.pk]
    for text in (
        "$150",
        "91%",
        "CRM webhook: Accepted",
        "CRM webhook: Failed",
        "Withdrawn",
        "1 delivery failed",
    ):
        assert text in page, text
    assert f'href="/calls/{one.call_id}/"' in page


def test_filters_leave_what_fits(analyst: Client) -> None:
    one, two, three_ = three()
    rule = ConversionRule.objects.create(key="other", name="Other")
    connection = Delivery.objects.all()[0].connection_id
    for query, wanted in {
        "state=failed": [two], "state=accepted&active=true": [one], "active=false": [three_],
        f"destination={connection}&state=failed": [two], "destination=999999": [], f"rule={rule.pk}": [],
        "start_date=2026-11-21&end_date=2026-11-21": [two], "state=nonsense&destination=x": [three_, two, one],
    }.items():  # fmt: skip
        assert ids(analyst.get(f"/conversions/?{query}").content.decode()) == [row.pk for row in wanted], (
            query
        )


def test_paging_keeps_place(account: Account) -> None:
    rows = [row.pk for row in three()][::-1]
    page = list_page(ledger(Filters(), "UTC"), {}, 2)
    assert ([row.pk for row in page.rows], page.newer) == (rows[:2], "")
    rest = list_page(ledger(Filters(), "UTC"), {"before": page.older}, 2)
    assert ([row.pk for row in rest.rows], rest.older) == (rows[2:], "")
    back = list_page(ledger(Filters(), "UTC"), {"after": rest.newer}, 2)
    assert ([row.pk for row in back.rows], back.newer, bool(back.older)) == (rows[:2], "", True)
    assert [row.pk for row in list_page(ledger(Filters(), "UTC"), {"before": "nonsense"}, 2).rows] == rows[:2]


def test_queries_do_not_grow(analyst: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    told_call(NOON)
    analyst.get("/conversions/")
    with django_assert_num_queries(8):
        analyst.get("/conversions/")
    three_more = [told_call(NOON + timedelta(days=n), number=n + 5) for n in range(3)]
    assert len(three_more) == 3
    with django_assert_num_queries(8):
        analyst.get("/conversions/")


def test_csv_holds_the_same_rows(analyst: Client) -> None:
    one, two, _ = three()
    ConversionRule.objects.update(name="=cmd()")
    lines = analyst.get("/conversions.csv?active=true").content.decode().splitlines()
    assert lines[0] == "time,call,rule,value,currency,probability,standing,destinations"
    assert len(lines) == 3
    assert lines[1].startswith(
        f"2026-11-21T20:05:00+00:00,{two.call_id},'=cmd(),150.00,USD,0.91,yes,CRM webhook: Failed"
    )


def test_one_conversion_shows_every_request(analyst: Client) -> None:
    _, two, _ = three()
    delivery = Delivery.objects.get(conversion=two)
    Attempt.objects.create(
        delivery=delivery, number=2, at=NOON, milliseconds=87, status_code=400, error="answered 400",
        request={"url": "https://crm.example", "body": {"phone": "+141…"}}, response={"body": "no such rule"},
    )  # fmt: skip
    page = analyst.get(f"/conversions/{two.pk}/").content.decode()
    for text in (
        "HTTP 200",
        "HTTP 400",
        "87 ms",
        "no such rule",
        "+141…",
        "revision 1",
        "Send again",
        two.key,
    ):
        assert text in page, text


def test_a_failed_one_is_sent_again(analyst: Client) -> None:
    one, two, _ = three()
    failed, fine = Delivery.objects.get(conversion=two), Delivery.objects.get(conversion=one)
    answer = analyst.post(f"/deliveries/{failed.pk}/replay/")
    assert answer["Location"] == f"/conversions/{two.pk}/"
    assert Delivery.objects.get(pk=failed.pk).state == "pending"
    assert Delivery.objects.get(pk=fine.pk).state == "accepted"
    event = AuditEvent.objects.get(action="delivery.replayed")
    assert event.actor.startswith("person")


def test_all_failed_ones_of_a_destination_are_sent_again(analyst: Client) -> None:
    three()
    connection = Delivery.objects.all()[0].connection_id
    page = analyst.post("/conversions/replay/", {"destination": connection}, follow=True).content.decode()
    assert "1 delivery is due again." in page
    states = Delivery.objects.order_by("conversion__occurred_at").values_list("state", flat=True)
    assert list(states) == ["accepted", "pending", "accepted"]


def test_ticked_ones_are_sent_again_where_they_failed(analyst: Client) -> None:
    rows = three()
    analyst.post("/conversions/replay/", {"ids": [row.pk for row in rows[:1]]})
    assert not Delivery.objects.filter(state="pending").exists()
    analyst.post("/conversions/replay/", {"ids": [row.pk for row in rows]})
    assert Delivery.objects.filter(state="pending").count() == 1
    assert (
        analyst.post("/conversions/replay/", {"ids": ["x"], "next": "https://evil.example"})["Location"]
        == "/"
    )


def test_rows_of_others_are_not_found(analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        told_call(NOON)
        theirs, delivery = Conversion.objects.get(), Delivery.objects.get()
        Delivery.objects.update(state="failed")
    assert ids(analyst.get("/conversions/").content.decode()) == []
    assert analyst.get(f"/conversions/{theirs.pk}/").status_code == 404
    assert analyst.post(f"/deliveries/{delivery.pk}/replay/").status_code == 404
    analyst.post("/conversions/replay/", {"destination": delivery.connection_id})
    analyst.post("/conversions/replay/", {"ids": [theirs.pk]})
    assert Delivery.everywhere.get(pk=delivery.pk).state == "failed"


def test_a_paused_destination_is_said_first(analyst: Client) -> None:
    three()
    DestinationConnection.objects.update(paused_reason="the token was refused")
    page = analyst.get("/conversions/").content.decode()
    assert "CRM webhook is paused" in page
    assert "the token was refused" in page


def test_who_may_only_look_sends_nothing(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.COMPLIANCE).user)
    _, two, _ = three()
    delivery = Delivery.objects.get(conversion=two)
    assert "Send again" not in client.get(f"/conversions/{two.pk}/").content.decode()
    assert client.post(f"/deliveries/{delivery.pk}/replay/").status_code == 403
    assert client.post("/conversions/replay/", {"ids": [two.pk]}).status_code == 403
    assert Delivery.objects.get(pk=delivery.pk).state == "failed"
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert client.get("/conversions/").status_code == 403
