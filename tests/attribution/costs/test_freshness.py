"""How far costs reach: holes, what is late and what has ended, what brought them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from attribution.costs.freshness import freshness, late_sources
from attribution.costs.services import store
from attribution.costs.source import Spend
from attribution.models import AdSpend, Visit, Visitor
from compliance.models import Account, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory

TODAY = date(2026, 11, 22)


def bring(*days: int, source: str = "google", name: str = "november.csv") -> None:
    store(
        [
            Spend(n, date(2026, 11, day), source, "cpc", "a", "", "", "", 10_000_000, "USD", None, None)
            for n, day in enumerate(days)
        ],
        via="csv",
        name=name,
    )


def visited(day: int, source: str = "google") -> None:
    at = datetime(2026, 11, day, 12, tzinfo=UTC)
    visitor = Visitor.objects.create(first_seen=at, last_seen=at)
    Visit.objects.create(
        visitor=visitor, started_at=at, last_seen=at, channel="Paid Search", utm_source=source
    )


def test_what_is_known_of_each_source(account: Account) -> None:
    bring(1, 2, 5, 6, 10, 21, name="first.csv")
    bring(12, 21, source="bing", name="second.csv")
    google, bing = freshness(TODAY).sources
    assert (google.source, google.last_day, google.cost, google.days_old) == (
        "google",
        date(2026, 11, 21),
        60.0,
        1,
    )
    assert google.missing == [
        (date(2026, 11, 3), date(2026, 11, 4)),
        (date(2026, 11, 7), date(2026, 11, 9)),
        (date(2026, 11, 11), date(2026, 11, 20)),
    ]
    assert google.missing_days == 15
    assert bing.missing_days == 8
    assert [one.delivery.name for one in (google, bing) if one.delivery] == ["first.csv", "second.csv"]
    assert not google.late


def test_a_source_that_still_brings_visits_is_late(account: Account) -> None:
    bring(18)
    bring(18, source="bing")
    bring(19, source="reddit")
    visited(20)
    visited(18, "bing")
    assert late_sources(TODAY, "UTC") == {"google": 4}
    assert [one.source for one in freshness(TODAY).late] == ["google"]


def test_yesterday_is_fresh_and_old_visits_do_not_count(account: Account) -> None:
    bring(21)
    visited(22)
    bring(1, source="bing")
    visited(14, "bing")
    assert late_sources(TODAY, "UTC") == {}


def test_rows_without_a_rate_are_told(account: Account) -> None:
    AdSpend.objects.create(date=TODAY, source="google", cost_micros=1, currency="EUR")
    found = freshness(TODAY)
    assert (found.unconverted, found.sources[0].cost) == ({"EUR": 1}, 0.0)


def test_other_accounts_stay_out(account: Account) -> None:
    with use_account(AccountFactory().pk):
        bring(18)
        visited(20)
    assert freshness(TODAY).sources == []
    assert late_sources(TODAY, "UTC") == {}


def signed_in(account: Account, role: str) -> Client:
    client = Client()
    client.force_login(MembershipFactory(account=account, role=role).user)
    return client


def test_the_page_says_it(account: Account) -> None:
    today = datetime.now(UTC).date()
    bring(1, name="evil <b>.csv")
    AdSpend.objects.update(date=today - timedelta(days=40))
    page = signed_in(account, Role.ANALYST).get("/costs/").content.decode()
    assert "evil &lt;b&gt;.csv" in page
    assert "No visits since" in page


@pytest.mark.parametrize(
    ("role", "costs", "rates", "tagging"),
    [(Role.ANALYST, 200, 200, 200), (Role.SUPERVISOR, 200, 403, 200), (Role.REVIEWER, 403, 403, 403)],
)
def test_who_may(account: Account, role: str, costs: int, rates: int, tagging: int) -> None:
    client = signed_in(account, role)
    answers = [client.get(f"/costs/{page}").status_code for page in ("", "rates/", "tagging/")]
    assert answers == [costs, rates, tagging]
