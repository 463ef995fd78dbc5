"""Numbers, pools and queues on their pages."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from attribution.models import Lease, NumberPool, PoolNumber, Visit, Visitor
from calls.models import Call, Destination, PhoneNumber
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.telephony import ConnectionFactory, DestinationFactory, PhoneNumberFactory
from tests.factories.visits import PoolFactory, fill

POOL = {
    "name": "Site", "target_number": "(415) 555-0100", "lease_minutes": "10", "cooldown_minutes": "20",
    "lookback_hours": "48", "overflow": "leave",
}  # fmt: skip


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def leased(number: PhoneNumber, pool: NumberPool) -> Lease:
    """A lease that began five minutes ago and holds for an hour."""
    now = timezone.now()
    visitor = Visitor.objects.create(first_seen=now, last_seen=now)
    visit = Visit.objects.create(
        visitor=visitor, started_at=now, last_seen=now, channel="Paid Search", utm_campaign="furnaces"
    )
    period = DateTimeTZRange(now - timedelta(minutes=5), now + timedelta(hours=1))
    return Lease.objects.create(pool=pool, phone_number=number, visit=visit, period=period, last_seen=now)


def rang(number: PhoneNumber, days_ago: int) -> Call:
    return Call.objects.create(
        source="import", external_id=f"{number.pk}-{days_ago}", phone_number=number,
        start_time=timezone.now() - timedelta(days=days_ago),
    )  # fmt: skip


def shown(client: Client, query: str = "") -> list[str]:
    return [row.number for row in client.get(f"/numbers/?{query}").context["page"].rows]


def test_the_list_says_what_a_number_stands_for(analyst: Client) -> None:
    pool = PoolFactory()
    number = PhoneNumberFactory(number="+14155552001", name="Billboard")
    PoolNumber.objects.create(pool=pool, phone_number=number, free_at=timezone.now())
    leased(number, pool)
    for days in (1, 2, 40):
        rang(number, days)
    row = analyst.get("/numbers/").context["page"].rows[0]
    assert (row.recent_calls, row.last_call) == (2, Call.objects.order_by("-start_time")[0].start_time)
    page = analyst.get("/numbers/").content.decode()
    for text in ("(415) 555-2001", "Billboard", "Front desk", "Website", "furnaces", "held until", "Active"):
        assert text in page, text


def test_filters_and_order(analyst: Client) -> None:
    connection = ConnectionFactory()
    pool = PoolFactory()
    pooled = PhoneNumberFactory(number="+14155552001", name="b", connection=connection)
    quiet = PhoneNumberFactory(number="+14155552002", name="a", connection=connection, state="releasing")
    PoolNumber.objects.create(pool=pool, phone_number=pooled, free_at=timezone.now())
    rang(quiet, 3)
    for query, wanted in {
        "": [quiet, pooled], "sort=number": [pooled, quiet], "sort=name": [quiet, pooled],
        "sort=-last_call": [quiet, pooled], "sort=last_call": [pooled, quiet], "sort=nonsense": [quiet, pooled],
        "state=releasing": [quiet], "pool=static": [quiet], f"pool={pool.pk}": [pooled], "pool=x": [quiet, pooled],
        "search=555-2002": [quiet], "search=(415) 555-2001": [pooled], "search=zzz": [],
    }.items():  # fmt: skip
        assert shown(analyst, query) == [row.number for row in wanted], query


def test_queries_do_not_grow(analyst: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    connection, pool = ConnectionFactory(), PoolFactory()
    fill(pool, 2, connection)
    analyst.get("/numbers/")
    with django_assert_max_num_queries(8):
        analyst.get("/numbers/")
    fill(pool, 5, connection)
    with django_assert_max_num_queries(8):
        assert len(shown(analyst)) == 7


def test_csv_neutralises_formulas(analyst: Client) -> None:
    PhoneNumberFactory(number="+14155552001", name="=1+1")
    lines = analyst.get("/numbers.csv").content.decode().splitlines()
    assert lines == [
        "number,name,state,rings_at,pool,calls_30_days,last_call", "+14155552001,'=1+1,Active,Front desk,,0,",
    ]  # fmt: skip


def test_a_number_is_added_and_changed(analyst: Client) -> None:
    desk = DestinationFactory()
    form = {"number": "415 555 2001", "name": "Flyer", "destination": desk.pk, "connection": ""}
    assert analyst.post("/numbers/new/", form)["Location"] == "/numbers/"
    row = PhoneNumber.objects.get()
    assert (row.number, row.name, row.destination, row.state) == ("+14155552001", "Flyer", desk, "active")
    form = {"name": "Leaflet", "destination": "", "connection": "", "state": "releasing"}
    assert analyst.post(f"/numbers/{row.pk}/", form).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.destination, row.state) == ("Leaflet", None, "releasing")
    events = [(event.action, event.facts) for event in AuditEvent.objects.order_by("position")]
    changed = {"fields": ["name", "state", "destination"], "state": "releasing"}
    assert events == [("number.added", {}), ("number.changed", changed)]
    analyst.post(f"/numbers/{row.pk}/", form)
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize("number", ["", "12", "nobody", "+14155552001"])
def test_no_number_and_a_taken_one_are_refused(analyst: Client, number: str) -> None:
    with use_account(AccountFactory().pk):
        PhoneNumberFactory(number="+14155552001")
    answer = analyst.post("/numbers/new/", {"number": number, "name": "x"})
    assert answer.status_code == 422
    assert not PhoneNumber.objects.exists()


def test_a_released_number_does_not_come_back(analyst: Client) -> None:
    row = PhoneNumberFactory(state="released")
    form = {"name": "", "destination": "", "connection": "", "state": "active"}
    assert analyst.post(f"/numbers/{row.pk}/", form).status_code == 422
    row.refresh_from_db()
    assert row.state == "released"


def test_a_pool_is_made_and_its_numbers_change(analyst: Client) -> None:
    connection = ConnectionFactory()
    one, two = (PhoneNumberFactory(connection=connection) for _ in range(2))
    assert analyst.post("/numbers/pools/new/", {**POOL, "numbers": [one.pk]}).status_code == 302
    pool = NumberPool.objects.get()
    assert (pool.target_number, pool.lease_seconds, pool.cooldown_seconds) == ("+14155550100", 600, 1200)
    lease = leased(two, pool)
    assert analyst.post(f"/numbers/pools/{pool.pk}/", {**POOL, "numbers": [two.pk]}).status_code == 302
    assert list(pool.numbers.values_list("phone_number_id", "free_at")) == [(two.pk, lease.period.upper)]
    facts = AuditEvent.objects.order_by("position").last()
    assert facts is not None
    assert facts.facts == {"numbers": 1, "added": 1, "removed": 1}


def test_a_pool_needs_numbers_of_its_own_and_its_own_target(analyst: Client) -> None:
    connection, pool = ConnectionFactory(), PoolFactory()
    fill(pool, 1, connection)
    taken = PhoneNumber.objects.get()
    free = PhoneNumberFactory(connection=connection)
    for form in ({"numbers": [taken.pk]}, {"numbers": []}, {"numbers": [free.pk]}, {"target_number": "x"}):
        assert analyst.post("/numbers/pools/new/", {**POOL, **form}).status_code == 422
    assert NumberPool.objects.count() == 1


def test_an_exhausted_pool_is_a_warning(analyst: Client) -> None:
    pool = PoolFactory()
    fill(pool, 2, ConnectionFactory())
    assert "2 of 2" in analyst.get("/numbers/pools/").content.decode()
    assert "exhausted" not in analyst.get("/numbers/").content.decode()
    PoolNumber.objects.update(free_at=timezone.now() + timedelta(hours=1))
    assert "Exhausted" in analyst.get("/numbers/pools/").content.decode()
    assert "The pool “Website” is exhausted" in analyst.get("/numbers/").content.decode()


def test_a_queue_is_added_and_changed(analyst: Client) -> None:
    form = {
        "name": "Office",
        "phone_number": "(415) 555-0100",
        "ring_seconds": "25",
        "whisper": "From the site",
    }
    assert analyst.post("/numbers/queues/new/", form).status_code == 302
    row = Destination.objects.get()
    assert (row.phone_number, row.ring_seconds, row.whisper) == ("+14155550100", 25, "From the site")
    assert analyst.post(f"/numbers/queues/{row.pk}/", {**form, "ring_seconds": "900"}).status_code == 422
    assert "Office" in analyst.get("/numbers/queues/").content.decode()
    assert AuditEvent.objects.get().action == "queue.added"


def test_rows_of_others_are_not_found(analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        number, pool = PhoneNumberFactory(name="theirs"), PoolFactory()
    assert shown(analyst) == []
    for path in (
        f"/numbers/{number.pk}/",
        f"/numbers/pools/{pool.pk}/",
        f"/numbers/queues/{number.destination_id}/",
    ):
        assert analyst.get(path).status_code == 404
        assert analyst.post(path, {"name": "mine"}).status_code == 404
    assert analyst.post("/numbers/pools/new/", {**POOL, "numbers": [number.pk]}).status_code == 422


def test_who_may_only_look_changes_nothing(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.COMPLIANCE).user)
    row = PhoneNumberFactory()
    page = client.get("/numbers/").content.decode()
    assert "Add a number" not in page
    for path in ("/numbers/new/", f"/numbers/{row.pk}/", "/numbers/pools/new/", "/numbers/queues/new/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code == 403
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert client.get("/numbers/").status_code == 403
