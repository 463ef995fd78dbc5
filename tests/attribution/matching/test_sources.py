"""Calls to numbers that stand for one source."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.matching.sources import SOURCE_IS_RIGHT
from attribution.matching.stage import MatchVisits
from attribution.models import Match, SourceNumber, Visit, Visitor
from calls.models import PhoneNumber
from compliance.models import Account
from tests.attribution.matching.rows import call, said, see
from tests.factories.telephony import ConnectionFactory, PhoneNumberFactory
from tests.factories.visits import TARGET, PoolFactory, fill

START = datetime(2026, 11, 2, 9, 0, tzinfo=timezone.get_fixed_timezone(0))
DAY = timedelta(days=1)


@pytest.fixture
def number(account: Account) -> PhoneNumber:
    return PhoneNumberFactory(connection=None, destination=None)


def stands_for(number: PhoneNumber, **changes: Any) -> SourceNumber:
    values = {"name": "Billboard", "place": SourceNumber.Place.OFFLINE, "starts_at": START, **changes}
    return SourceNumber.objects.create(phone_number=number, **values)


def test_the_call_has_a_visit_of_the_source(number: PhoneNumber) -> None:
    source = stands_for(number, utm_source="ooh", utm_medium="print", utm_campaign="Autumn")
    one = call(number.number, START + DAY)
    assert MatchVisits().reason_to_skip(one) == ""
    MatchVisits().run(one)
    match = Match.objects.get()
    assert match.probability == SOURCE_IS_RIGHT
    assert match.evidence == {
        "kind": "source_number",
        "source_number": source.pk,
        "source": "Billboard",
        "place": "offline",
    }
    visit = match.visit
    assert (visit.kind, visit.started_at, visit.last_seen) == ("number", START + DAY, START + DAY)
    assert (visit.utm_source, visit.utm_medium, visit.utm_campaign) == ("ooh", "print", "Autumn")
    assert visit.channel == "Offline number"
    assert visit.visitor.visits.count() == 1


@pytest.mark.parametrize(
    ("place", "changes", "channel"),
    [
        ("offline", {}, "Offline number"),
        ("call_asset", {}, "Paid Search"),
        ("listing", {}, "Referral"),
        ("site", {}, "Unassigned"),
        ("site", {"utm_source": "google", "utm_medium": "cpc"}, "Paid Search"),
        ("call_asset", {"channel": "Brand ads"}, "Brand ads"),
        ("offline", {"utm_source": "spring", "utm_medium": "email"}, "Email"),
    ],
)
def test_the_channel(number: PhoneNumber, place: str, changes: dict[str, str], channel: str) -> None:
    stands_for(number, place=place, **changes)
    MatchVisits().run(call(number.number, START + DAY))
    assert Visit.objects.get().channel == channel


def test_again_finds_the_same_visit_and_follows_the_settings(number: PhoneNumber) -> None:
    source = stands_for(number)
    one = call(number.number, START + DAY)
    MatchVisits().run(one)
    before = list(Match.objects.values()), list(Visit.objects.values())
    MatchVisits().run(one)
    assert (list(Match.objects.values()), list(Visit.objects.values())) == before
    source.utm_campaign = "Winter"
    source.save()
    MatchVisits().run(one)
    visit = Visit.objects.get()
    assert (visit.pk, visit.utm_campaign) == (before[1][0]["id"], "Winter")


def test_only_while_it_stands_for_the_source(number: PhoneNumber) -> None:
    stands_for(number, ends_at=START + DAY)
    for at in (START - timedelta(seconds=1), START + DAY):
        one = call(number.number, at)
        assert MatchVisits().reason_to_skip(one) == "the number was never shown to a visitor"
        MatchVisits().run(one)
        assert said(one) == []
    MatchVisits().run(one := call(number.number, START))
    assert [kind for _, kind in said(one)] == ["source_number"]


def test_the_visit_goes_when_the_number_no_longer_stood_for_the_source(number: PhoneNumber) -> None:
    source = stands_for(number)
    one = call(number.number, START + DAY)
    MatchVisits().run(one)
    source.delete()
    MatchVisits().run(one)
    assert (Match.objects.count(), Visit.objects.count(), Visitor.objects.count()) == (0, 0, 0)


def test_a_caller_who_comes_back_keeps_the_first_visit(number: PhoneNumber) -> None:
    stands_for(number)
    first, again = call(number.number, START + DAY), call(number.number, START + 9 * DAY)
    other = call(number.number, START + 9 * DAY, caller="+14155557999")
    for one in (first, again, other):
        MatchVisits().run(one)
    visit = Match.objects.get(call=first).visit_id
    assert said(again) == [(visit, "returning_caller")]
    assert Match.objects.get(call=again).evidence["first_call"] == first.pk
    assert said(other) != said(first)
    assert Visit.objects.count() == 2


def test_a_withheld_number_never_comes_back(number: PhoneNumber) -> None:
    stands_for(number)
    for n in range(2):
        MatchVisits().run(call(number.number, START + n * DAY, caller=""))
    assert Visit.objects.count() == 2


def test_a_number_of_a_pool_in_between_is_the_sources(account: Account) -> None:
    (number,) = fill(PoolFactory(), 1, ConnectionFactory())
    now = timezone.now()
    visit = see(now)
    acquire_leases(visit, [TARGET], now)
    stands_for(PhoneNumber.objects.get(number=number), starts_at=now + timedelta(minutes=5))
    MatchVisits().run(early := call(number, now + timedelta(minutes=1)))
    MatchVisits().run(late := call(number, now + timedelta(minutes=6), caller="+14155557999"))
    assert [kind for _, kind in said(early)] == ["number_on_show"]
    assert [kind for _, kind in said(late)] == ["source_number"]
