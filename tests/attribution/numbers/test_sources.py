"""Numbers that stand for a source, and what pools do when they are exhausted: pages and API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import NumberPool, PoolNumber, Shortage, SourceNumber, Visit, Visitor
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.telephony import ConnectionFactory, PhoneNumberFactory
from tests.factories.visits import TARGET, PoolFactory, fill

BILLBOARD = {
    "name": "Billboard", "place": "offline", "utm_source": "billboard", "channel": "", "utm_medium": "outdoor",
    "utm_campaign": "", "landing_page": "", "target_number": "", "starts_at": "2026-03-01", "ends_at": "2026-03-31",
}  # fmt: skip
POOL = {
    "name": "Site", "target_number": "(415) 555-0100", "lease_minutes": "10", "cooldown_minutes": "20",
    "lookback_hours": "48", "overflow": "shared", "channels": ["Paid Search", "Email"],
}  # fmt: skip


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Los_Angeles")
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="trial", scopes=["numbers.view", "numbers.manage"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def made(**changes: Any) -> SourceNumber:
    values = {"name": "Flyer", "place": "offline", "starts_at": timezone.now(), **changes}
    number = values.pop("phone_number", None) or PhoneNumberFactory(connection=None)
    return SourceNumber.objects.create(phone_number=number, **values)


def test_a_number_of_a_source_is_added_and_listed(analyst: Client) -> None:
    number = PhoneNumberFactory(number="+14155552001", connection=None)
    answer = analyst.post("/numbers/sources/new/", {**BILLBOARD, "phone_number": number.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/numbers/sources/")
    row = SourceNumber.objects.get()
    assert (row.phone_number, row.place, row.utm_source, row.utm_medium) == (
        number,
        "offline",
        "billboard",
        "outdoor",
    )
    # Midnights of Los Angeles: in winter, and after the clocks went forward.
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 4, 1, 7, tzinfo=UTC),
    )  # fmt: skip
    assert AuditEvent.objects.get().action == "source_number.added"
    page = analyst.get("/numbers/sources/").content.decode()
    for text in ("Billboard", "(415) 555-2001", "billboard · outdoor", "Print, radio", "Mar 1, 2026"):
        assert text in page, text
    same = {**BILLBOARD, "phone_number": number.pk, "name": "Sign"}
    assert analyst.post(f"/numbers/sources/{row.pk}/", same).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.starts_at) == ("Sign", datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert AuditEvent.objects.order_by("position").last().action == "source_number.changed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": "site"}, "Which number on the page is replaced?"),
        ({"place": "site", "target_number": "415 555 2001"}, "A number cannot stand for itself."),
        ({"landing_page": "furnace"}, "A path begins with a slash."),
        ({"ends_at": "2026-02-01"}, "The end is before the beginning."),
        ({"channel": "Nonsense"}, "Select a valid choice"),
        ({"phone_number": ""}, "This field is required."),
    ],
)
def test_what_makes_no_sense_is_refused(analyst: Client, change: dict[str, Any], said: str) -> None:
    number = PhoneNumberFactory(number="+14155552001", connection=None)
    answer = analyst.post("/numbers/sources/new/", {**BILLBOARD, "phone_number": number.pk, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SourceNumber.objects.exists()


def test_a_number_means_one_thing(analyst: Client) -> None:
    fill(PoolFactory(), 1, ConnectionFactory())
    pooled = PoolNumber.objects.get().phone_number
    assert analyst.post("/numbers/sources/new/", {**BILLBOARD, "phone_number": pooled.pk}).status_code == 422
    row = made(ends_at=timezone.now() + timedelta(days=1))
    overlapping = {**BILLBOARD, "phone_number": row.phone_number_id, "ends_at": ""}
    answer = analyst.post("/numbers/sources/new/", overlapping)
    assert "stands for another source at that time" in answer.content.decode()
    form = {**POOL, "target_number": "415 555 0111", "overflow": "leave", "numbers": [row.phone_number_id]}
    assert analyst.post("/numbers/pools/new/", form).status_code == 422
    SourceNumber.objects.update(starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now())
    assert analyst.post("/numbers/pools/new/", form).status_code == 302


def test_a_pool_has_channels_and_a_number_for_those_it_has_none_for(analyst: Client) -> None:
    one, shared = PhoneNumberFactory(connection=None), PhoneNumberFactory(connection=None)
    form = {**POOL, "numbers": [one.pk]}
    assert "Choose the number that is shared." in analyst.post("/numbers/pools/new/", form).content.decode()
    both = analyst.post("/numbers/pools/new/", {**form, "overflow_number": one.pk})
    assert "one of those that take turns" in both.content.decode()
    assert not NumberPool.objects.exists()
    assert analyst.post("/numbers/pools/new/", {**form, "overflow_number": shared.pk}).status_code == 302
    pool = NumberPool.objects.get()
    assert (pool.channels, pool.overflow, pool.overflow_number) == (
        ["Paid Search", "Email"],
        "shared",
        shared,
    )
    now = timezone.now()
    visitor = Visitor.objects.create(first_seen=now, last_seen=now)
    visit = Visit.objects.create(visitor=visitor, started_at=now, last_seen=now, channel="Email")
    Shortage.objects.create(pool=pool, visit=visit, at=now)
    page = analyst.get("/numbers/pools/").content.decode()
    assert "Paid Search, Email" in page
    assert "1 visit in 30 days" in page
    other = {**POOL, "target_number": "415 555 0111", "overflow": "leave", "numbers": [shared.pk]}
    assert analyst.post("/numbers/pools/new/", other).status_code == 422


def test_rows_of_others_and_people_who_may_only_look(account: Account, analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        foreign = made()
    assert analyst.get(f"/numbers/sources/{foreign.pk}/").status_code == 404
    assert analyst.post(f"/numbers/sources/{foreign.pk}/", BILLBOARD).status_code == 404
    assert (
        analyst.post(
            "/numbers/sources/new/", {**BILLBOARD, "phone_number": foreign.phone_number_id}
        ).status_code
        == 422
    )
    row = made()
    analyst.force_login(MembershipFactory(account=account, role=Role.COMPLIANCE).user)
    assert "Add a source" not in analyst.get("/numbers/sources/").content.decode()
    for path in ("/numbers/sources/new/", f"/numbers/sources/{row.pk}/"):
        assert analyst.get(path).status_code == 403
        assert analyst.post(path, BILLBOARD).status_code == 403
    analyst.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert analyst.get("/numbers/sources/").status_code == 403


def test_pools_by_the_api(api: Client) -> None:
    one, two = PhoneNumberFactory(connection=None), PhoneNumberFactory(connection=None)
    body = {"name": "Site", "target_number": "(415) 555-0100", "numbers": [one.number]}
    answer = api.post("/api/v1/pools", body, content_type="application/json")
    assert answer.status_code == 201
    pool = answer.json()
    assert (pool["target_number"], pool["lease_seconds"], pool["channels"]) == (TARGET, 1800, [])
    assert (pool["size"], pool["usable"], pool["free"], pool["overflow_number"]) == (1, 1, 1, None)
    path = f"/api/v1/pools/{pool['id']}"
    change = {"overflow": "shared", "overflow_number": two.number}
    assert api.patch(path, change, content_type="application/json").json()["overflow_number"] == two.number
    assert NumberPool.objects.get().numbers.get().phone_number == one
    for bad in (
        {"numbers": ["+14155559999"]}, {"numbers": [two.number]}, {"target_number": "x"}, {"lease_seconds": 1},
        {"overflow_number": ""},
    ):  # fmt: skip
        assert api.patch(path, bad, content_type="application/json").status_code == 400, bad
    assert NumberPool.objects.get().overflow_number == two


def test_numbers_of_sources_by_the_api(api: Client) -> None:
    number = PhoneNumberFactory(connection=None)
    body = {"name": "Google", "number": number.number, "target_number": TARGET, "utm_source": "google"}
    answer = api.post("/api/v1/source-numbers", body, content_type="application/json")
    assert answer.status_code == 201
    found = answer.json()
    assert (found["number"], found["stands_for"], found["place"]) == (number.number, "google", "site")
    path = f"/api/v1/source-numbers/{found['id']}"
    changed = api.patch(path, {"utm_campaign": "Spring"}, content_type="application/json").json()
    assert changed["stands_for"] == "google · Spring"
    again = api.post("/api/v1/source-numbers", body, content_type="application/json")
    assert (again.status_code, SourceNumber.objects.count()) == (400, 1)
    assert api.patch(path, {"target_number": ""}, content_type="application/json").status_code == 400


def test_queues_by_the_api(api: Client) -> None:
    body = {"name": "Office", "phone_number": "415 555 0123"}
    queue = api.post("/api/v1/queues", body, content_type="application/json").json()
    assert (queue["phone_number"], queue["ring_seconds"], queue["numbers"]) == ("+14155550123", 20, 0)
    path = f"/api/v1/queues/{queue['id']}"
    changed = api.patch(path, {"whisper": "Web"}, content_type="application/json").json()
    assert (changed["whisper"], changed["name"]) == ("Web", "Office")
    assert api.patch(path, {"ring_seconds": 500}, content_type="application/json").status_code == 400
    assert [event.action for event in AuditEvent.objects.order_by("position")][-2:] == [
        "queue.added", "queue.changed",
    ]  # fmt: skip
