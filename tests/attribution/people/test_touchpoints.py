"""Touchpoints that other systems send: visits, people, repetitions and refusals."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from attribution.models import Identifier, JourneyStep, Match, Person, Touchpoint, Visit, Visitor
from attribution.people.known import by_email, by_phone
from attribution.people.services import person_of
from attribution.people.touchpoints import Report, take_in
from attribution.visits.placing import Item
from calls.models import Call
from compliance.accounts.api_keys import create_api_key
from compliance.consent.gate import may
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

NOW = timezone.now().replace(microsecond=0) - timedelta(days=10)
PAGE = "https://northwind.example/furnace"
KEY = uuid.UUID("7b0c2bd2-6a52-4f2b-8a3e-0d2a3b6a1c11")
ADDRESS = "/api/v1/touchpoints"


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="site", scopes=["calls.import"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def touch(minutes: float = 0, **changes: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid.uuid4()),
        "at": (NOW + timedelta(minutes=minutes)).isoformat(),
        "url": PAGE,
        "identifiers": {"visitor": str(KEY)},
        **changes,
    }


def send(api: Client, *touches: Any, **headers: str) -> Any:
    body = {"touchpoints": list(touches)}
    return api.post(ADDRESS, body, content_type="application/json", headers=headers)


def statuses(answer: Any) -> list[str]:
    return [one["status"] for one in answer.json()["results"]]


def spans() -> list[tuple[float, float, int]]:
    """Begin and end in minutes, and number of touchpoints, of every visit."""
    return [
        (
            round((visit.started_at - NOW).total_seconds() / 60, 2),
            round((visit.last_seen - NOW).total_seconds() / 60, 2),
            visit.touchpoints.count(),
        )
        for visit in Visit.objects.order_by("started_at")
    ]


def test_a_batch_becomes_visits(api: Client) -> None:
    answer = send(
        api,
        touch(
            0,
            referrer="https://www.google.com/",
            user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148",
            utm_source="google",
            utm_medium="cpc",
            utm_campaign="furnaces",
            click_ids={"gclid": "Aa-1"},
            consent={"ad_user_data": True},
        ),
        touch(29.99, url=f"{PAGE}/quote", kind="form"),
        touch(59.99),
    )
    assert answer.status_code == 200
    assert (answer.json()["stored"], statuses(answer)) == (3, ["stored"] * 3)
    assert spans() == [(0, 29.99, 2), (59.99, 59.99, 1)]
    visit = Visit.objects.order_by("started_at")[0]
    assert (visit.channel, visit.utm_campaign, visit.click_ids) == (
        "Paid Search",
        "furnaces",
        {"gclid": "Aa-1"},
    )
    assert (visit.device, visit.referring_url) == ("mobile", "https://www.google.com/")
    assert visit.last_requested_url != f"{PAGE}/quote"
    assert visit.visitor.key == KEY
    assert may(visit.visitor.subject, "advertise")
    assert [one["visit"] for one in answer.json()["results"]][:2] == [visit.pk, visit.pk]


def test_the_same_again_changes_nothing(api: Client) -> None:
    one = touch()
    first = send(api, one, one, touch(10))
    assert statuses(first) == ["stored", "duplicate", "stored"]
    again = send(api, {**one, "at": (NOW + timedelta(hours=5)).isoformat()})
    assert statuses(again) == ["duplicate"]
    assert again.json()["results"][0]["visit"] == first.json()["results"][0]["visit"]
    assert spans() == [(0, 10, 2)]


def test_an_idempotency_key_is_honoured(api: Client) -> None:
    one = touch()
    first, again = (send(api, one, **{"Idempotency-Key": "batch-1"}) for _ in range(2))
    assert statuses(again) == statuses(first) == ["stored"]
    assert again.headers["Idempotency-Replayed"] == "true"


def test_midnight_does_not_part_a_visit(api: Client) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0)
    send(api, touch(at=(midnight - timedelta(minutes=10)).isoformat()), touch(at=midnight.isoformat()))
    assert Visit.objects.count() == 1


def test_another_campaign_parts_a_visit_and_the_same_does_not(api: Client) -> None:
    send(
        api,
        touch(0, utm_source="google", utm_campaign="a"),
        touch(5, utm_source="google", utm_campaign="a"),
        touch(6),
        touch(10, utm_source="news", utm_medium="email"),
        touch(12),
    )
    assert spans() == [(0, 6, 3), (10, 12, 2)]
    assert list(Visit.objects.order_by("started_at").values_list("channel", flat=True)) == [
        "Organic Search",
        "Email",
    ]


def test_a_late_touchpoint_joins_two_visits(api: Client, account: Account) -> None:
    send(api, touch(0), touch(40))
    early, late = Visit.objects.order_by("started_at")
    call = Call.objects.create(source="import", external_id="1", start_time=NOW + timedelta(minutes=41))
    other = Call.objects.create(source="import", external_id="2", start_time=NOW + timedelta(minutes=42))
    Match.objects.create(call=call, visit=early, probability=0.3, version="test")
    Match.objects.create(call=call, visit=late, probability=0.6, version="test")
    Match.objects.create(call=other, visit=late, probability=0.5, version="test")
    send(api, touch(20))
    assert spans() == [(0, 40, 3)]
    assert [round(one.probability, 6) for one in Match.objects.order_by("call")] == [0.9, 0.5]
    assert set(Match.objects.values_list("visit", flat=True)) == {early.pk}
    assert JourneyStep.objects.filter(call=call).count() == 1


def test_a_late_campaign_parts_a_visit(api: Client) -> None:
    send(api, touch(0), touch(20))
    send(api, touch(10, utm_source="news", utm_medium="email"))
    assert spans() == [(0, 0, 1), (10, 20, 2)]
    assert list(Visit.objects.order_by("started_at").values_list("channel", flat=True)) == ["Direct", "Email"]


def test_a_part_of_a_visit_has_its_consent(api: Client) -> None:
    send(api, touch(0), touch(20, url=f"{PAGE}/a"))
    refused = {"advertise": False, "analyse": True}
    Visit.objects.update(consent=refused, gpc=True)
    send(api, touch(10, url=f"{PAGE}?utm_source=news&utm_medium=email&utm_campaign=may"))
    assert [(visit.consent, visit.gpc) for visit in Visit.objects.order_by("started_at")] == [
        (refused, True)
    ] * 2


def test_joined_visits_keep_what_either_refused(api: Client) -> None:
    send(api, touch(0), touch(50))
    first, second = Visit.objects.order_by("started_at")
    Visit.objects.filter(pk=first.pk).update(consent={"advertise": True, "analyse": True})
    Visit.objects.filter(pk=second.pk).update(consent={"advertise": False}, gpc=True)
    send(api, touch(25))
    joined = Visit.objects.get()
    assert (joined.consent, joined.gpc) == ({"advertise": False, "analyse": True}, True)


def test_an_earlier_touchpoint_becomes_the_landing(api: Client) -> None:
    send(api, touch(20, referrer="https://www.bing.com/"))
    send(api, touch(0, url="https://northwind.example/first", referrer="https://chatgpt.com/"))
    visit = Visit.objects.get()
    assert (visit.landing_page_url, visit.channel) == ("https://northwind.example/first", "AI Assistants")
    assert (visit.last_requested_url, visit.visitor.first_seen) == (PAGE, NOW)


def test_a_visit_known_by_its_heartbeats_stays_whole(api: Client) -> None:
    visitor = Visitor.objects.create(key=KEY, first_seen=NOW, last_seen=NOW)
    visit = Visit.objects.create(
        visitor=visitor,
        started_at=NOW,
        last_seen=NOW + timedelta(minutes=90),
        channel="Direct",
        landing_page_url=PAGE,
    )
    send(api, touch(45), touch(119), touch(150))
    assert spans() == [(0, 119, 2), (150, 150, 1)]
    assert Touchpoint.objects.filter(visit=visit).count() == 2


def test_bots_are_dropped_and_counted(api: Client) -> None:
    answer = send(api, touch(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)"), touch(1))
    assert (statuses(answer), answer.json()["bot"]) == (["bot", "stored"], 1)
    assert answer.json()["results"][0]["visit"] is None
    assert Touchpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_id": "x"}, "event_id"),
        ({"at": "yesterday"}, "at"),
        ({"at": (timezone.now() + timedelta(hours=1)).isoformat()}, "at"),
        ({"at": (timezone.now() - timedelta(days=731)).isoformat()}, "at"),
        ({"kind": "offline"}, "kind"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://x.example/" + "a" * 2000}, "url"),
        ({"url": "https://x.example/\0"}, "url"),
        ({"identifiers": {}}, "identifiers"),
        ({"identifiers": {"phone": "anonymous"}}, "identifiers"),
        ({"identifiers": {"email": "nobody"}}, "identifiers"),
        ({"click_ids": {"evil": "1"}}, "click_ids"),
    ],
)
def test_a_bad_one_is_named_and_the_rest_is_stored(api: Client, changes: dict[str, Any], field: str) -> None:
    answer = send(api, touch(**changes), touch(1))
    assert (answer.status_code, statuses(answer)) == (200, ["rejected", "stored"])
    assert list(answer.json()["results"][0]["problems"]) == [field]
    assert Touchpoint.objects.count() == 1


@pytest.mark.parametrize(
    "body", [{}, [], {"touchpoints": []}, {"touchpoints": [{}] * 501}, {"touchpoints": 7}]
)
def test_a_batch_has_1_to_500(api: Client, body: Any) -> None:
    answer = api.post(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 400
    assert not Touchpoint.objects.exists()


def test_half_a_character_is_named_and_breaks_nothing(api: Client) -> None:
    body = json.dumps({"touchpoints": [touch(kind="\ud800")]})
    answer = api.post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, statuses(answer)) == (200, ["rejected"])


def test_what_is_no_touchpoint_at_all_is_refused(api: Client) -> None:
    assert statuses(send(api, 7, None, "x", touch())) == ["rejected", "rejected", "rejected", "stored"]


def test_the_permission_is_needed(account: Account) -> None:
    _, key = create_api_key(name="reader", scopes=["calls.view"])
    assert send(Client(headers={"Authorization": f"Bearer {key}"}), touch()).status_code == 403
    assert send(Client(), touch()).status_code == 401
    assert not Touchpoint.objects.exists()


def test_identifiers_make_people(api: Client) -> None:
    send(
        api,
        touch(0, kind="form", identifiers={"visitor": str(KEY), "email": "Ann@example.com"}),
        touch(90, identifiers={"email": "ann@example.com", "phone": "(415) 555-7001"}),
    )
    assert person_of(by_email("ann@example.com")) == person_of(by_phone("+14155557001")) is not None
    assert Person.objects.count() == 1
    assert Visitor.objects.count() == 2
    assert Identifier.objects.filter(kind="visitor").count() == 2
    send(api, touch(95, identifiers={"email": "ann@example.com"}))
    assert Visitor.objects.count() == 2
    assert spans()[-1] == (90, 95, 2)


def test_a_visit_known_late_joins_the_journeys(api: Client) -> None:
    send(api, touch(0))
    call = Call.objects.create(source="import", external_id="1", start_time=NOW + timedelta(minutes=5))
    Match.objects.create(call=call, visit=Visit.objects.get(), probability=0.9, version="test")
    send(api, touch(-600, utm_source="news", utm_medium="email"))
    steps = JourneyStep.objects.order_by("back").values_list("visit__channel", flat=True)
    assert list(steps) == ["Direct", "Email"]


def test_who_has_more_than_500_touches_is_marked(account: Account) -> None:
    names = (by_email("ann@example.com"),)

    def reports(start: int, stop: int) -> list[Report]:
        return [
            Report(Item(uuid.uuid4(), NOW - timedelta(hours=n), "page", PAGE), KEY, names)
            for n in range(start, stop)
        ]

    take_in(reports(0, 500))
    assert not Person.objects.get().capped
    take_in(reports(500, 501))
    assert Person.objects.get().capped


def test_accounts_do_not_meet(api: Client, account: Account) -> None:
    one = touch()
    with use_account(AccountFactory().pk):
        _, key = create_api_key(name="site", scopes=["calls.import"])
        send(Client(headers={"Authorization": f"Bearer {key}"}), one)
    assert not Visit.objects.exists()
    assert statuses(send(api, one)) == ["stored"]


campaigns = st.sampled_from(
    ["", "", "", "?utm_source=a", "?utm_source=b&gclid=1", "?gclid=1", "?utm_source=b"]
)
events = st.lists(
    st.tuples(st.integers(0, 240), campaigns, st.sampled_from(["", "https://www.google.com/"])),
    min_size=1,
    max_size=9,
)


@given(events=events, data=st.data())
@hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_arrival_does_not_matter(
    account: Account, events: list[tuple[int, str, str]], data: st.DataObject
) -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    reports = [
        Report(Item(uuid.UUID(int=n), at + timedelta(minutes=minute), "page", PAGE + query, referrer), KEY)
        for n, (minute, query, referrer) in enumerate(events)
    ]
    shuffled = data.draw(st.permutations(reports))
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=len(reports), max_size=len(reports)))
    results = []
    for some, batches in ((reports, [len(reports)]), (shuffled, sizes)):
        with transaction.atomic():
            waiting = list(some)
            for size in batches:
                take_in(waiting[:size])
                waiting = waiting[size:]
            results.append(found())
            transaction.set_rollback(True)
    assert results[0] == results[1]


def found() -> list[tuple[Any, ...]]:
    names = (
        "started_at",
        "last_seen",
        "channel",
        "utm_source",
        "click_ids",
        "landing_page_url",
        "last_requested_url",
    )
    return [
        (
            *(getattr(visit, name) for name in names),
            sorted(str(one.event_id) for one in visit.touchpoints.all()),
        )
        for visit in Visit.objects.order_by("started_at", "landing_page_url")
    ]


def test_a_click_that_comes_late_has_its_calls_matched_anew(
    api: Client, commits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "attribution.matching.services.rematch_recent", lambda visit: asked.append(visit) or 0
    )
    send(api, touch(0), touch(1, kind="tel_click"))
    assert asked == [Visit.objects.get().pk]
    asked.clear()
    send(api, touch(2))
    assert asked == []
