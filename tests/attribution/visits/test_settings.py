"""The settings page "Channels": what is kept, what it changes, and applying it to the past."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from attribution.models import AttributionSettings, JourneyStep, Match, StaleDay, Visit, Visitor
from attribution.visits import preferences
from attribution.visits.arrival import Arrival
from attribution.visits.channels import channel
from attribution.visits.settings import apply_to_past, rechannel, save_settings
from calls.models import Call
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
PAGE = "/settings/channels/"


@pytest.fixture
def page(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def sent(*rules: dict[str, str], **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "journey_days": "30",
        "half_life_days": "7",
        "source_categories": "",
        "no_touch_hosts": "",
        "rules-TOTAL_FORMS": str(len(rules)),
        "rules-INITIAL_FORMS": "0",
    }
    for n, rule in enumerate(rules):
        values |= {f"rules-{n}-{name}": text for name, text in rule.items()}
    return {**values, **changes}


def visit(at: datetime = NOW, **changes: Any) -> Visit:
    visitor = Visitor.objects.create(first_seen=at, last_seen=at)
    values = {
        "landing_page_url": "https://northwind.example/",
        "channel": "Referral",
        "consent": {"analytics": True},
        **changes,
    }
    return Visit.objects.create(visitor=visitor, started_at=at, last_seen=at, **values)


def stale() -> set[str]:
    return {str(day) for day in StaleDay.objects.values_list("day", flat=True)}


def test_everything_is_kept_and_shown_again(
    page: Client, account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post(
            PAGE,
            sent(
                {"channel": "Partners", "source": "partner-*", "medium": ""},
                {"channel": ""},
                {"channel": "Brand", "campaign": "*brand*"},
                journey_days="60",
                half_life_days="3.5",
                reset_after_conversion="on",
                source_categories="Portal.example  search\n\nfoo bar social",
                no_touch_hosts="https://www.Shop.example/cart\nshop.example\nbooking.example",
            ),
        )
    assert answer["Location"] == PAGE
    row = AttributionSettings.objects.get()
    assert row.channel_rules == [
        {"channel": "Partners", "source": "partner-*"},
        {"channel": "Brand", "campaign": "*brand*"},
    ]
    assert row.source_categories == {"portal.example": "search", "foo bar": "social"}
    assert row.no_touch_hosts == ["shop.example", "booking.example"]
    assert (row.journey_days, row.half_life_days, row.reset_after_conversion) == (60, 3.5, True)
    assert channel(Arrival({"utm_source": "partner-9"})) == "Partners"
    text = page.get(PAGE).content.decode()
    for words in ("partner-*", "portal.example search", "booking.example", 'value="60"'):
        assert words in text
    event = AuditEvent.objects.get(action="attribution.settings_changed")
    assert sorted(event.facts["fields"])[0] == "channel_rules"


def test_the_same_again_changes_nothing(page: Client) -> None:
    for _ in range(2):
        page.post(PAGE, sent({"channel": "Brand", "campaign": "*brand*"}))
    assert AuditEvent.objects.filter(action="attribution.settings_changed").count() == 1


@pytest.mark.parametrize(
    ("rules", "changes", "words"),
    [
        ([], {"journey_days": "0"}, "greater than or equal to 1"),
        ([], {"journey_days": "91"}, "less than or equal to 90"),
        ([], {"half_life_days": "0"}, "greater than or equal to 0.1"),
        ([], {"half_life_days": "nan"}, "Enter a number"),
        ([], {"source_categories": "a.example search\nb.example radio"}, "Line 2: a source and one of"),
        ([], {"no_touch_hosts": "localhost"}, "Line 1: a domain such as"),
        ([], {"no_touch_hosts": "a@b.example"}, "Line 1: a domain such as"),
        ([], {"no_touch_hosts": "\n".join(f"a{n}.example" for n in range(501))}, "At most 500 lines"),
        ([{"channel": "Brand"}], {}, "Fill in one pattern at least"),
        ([{"source": "x"}], {}, "Which channel?"),
        ([{"channel": "A > B", "source": "x"}], {}, "A name without &gt;"),
        ([{"channel": "(null)", "source": "x"}], {}, "A name without &gt;"),
    ],
)
def test_what_is_refused(
    page: Client, rules: list[dict[str, str]], changes: dict[str, str], words: str
) -> None:
    answer = page.post(PAGE, sent(*rules, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AttributionSettings.objects.exists()


def test_other_journeys_make_every_day_stale(account: Account) -> None:
    account.time_zone = "America/Los_Angeles"
    account.save()
    visit(datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    Call.objects.create(source="import", external_id="1", start_time=NOW)
    StaleDay.objects.all().delete()
    save_settings({"no_touch_hosts": ["shop.example"]})
    assert stale() == set()
    save_settings({"journey_days": 45})
    assert stale() == {"2026-03-01", "2026-03-02", "2026-03-31", "2026-04-15"}


def test_other_accounts_keep_their_days(account: Account) -> None:
    with use_account(AccountFactory().pk):
        visit()
    StaleDay.objects.all().delete()
    save_settings({"half_life_days": 3.0})
    assert not StaleDay.objects.exists()


def test_past_visits_get_their_channels_anew(account: Account) -> None:
    moved = visit(referring_url="https://a.portal.example/x")
    kept = visit(channel="Paid Search", utm_source="google", utm_medium="cpc", click_ids={"gclid": "1"})
    paid_back = visit(referring_url="https://checkout.stripe.com/")
    offline = visit(kind="offline", channel="Postcards")
    call = Call.objects.create(source="import", external_id="1", start_time=NOW + timedelta(minutes=1))
    Match.objects.create(call=call, visit=moved, probability=0.9, version="test")
    save_settings({"source_categories": {"portal.example": "search"}})
    StaleDay.objects.all().delete()
    assert rechannel(0) == 2
    for one, name in (
        (moved, "Organic Search"),
        (kept, "Paid Search"),
        (paid_back, "Direct"),
        (offline, "Postcards"),
    ):
        one.refresh_from_db()
        assert one.channel == name
    assert JourneyStep.objects.get().visit.channel == "Organic Search"
    assert "2026-03-02" in stale()
    assert rechannel(0) == 0


def test_the_past_is_read_in_batches(
    account: Account, monkeypatch: pytest.MonkeyPatch, commits: None
) -> None:
    monkeypatch.setattr("attribution.visits.settings.BATCH", 2)
    for _ in range(5):
        visit(referring_url="https://www.google.com/")
    assert apply_to_past() == 5
    assert set(Visit.objects.values_list("channel", flat=True)) == {"Organic Search"}
    assert AuditEvent.objects.get().facts == {"visits": 5}


def test_the_button_applies(page: Client, commits: None) -> None:
    visit(referring_url="https://www.google.com/")
    assert page.post(f"{PAGE}apply/")["Location"] == PAGE
    assert Visit.objects.get().channel == "Organic Search"


def test_permissions(account: Account, client: Client) -> None:
    for role in (Role.SUPERVISOR, Role.REVIEWER, Role.COMPLIANCE, Role.AGENT):
        client.force_login(MembershipFactory(account=account, role=role).user)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, sent(journey_days="60")).status_code == 403
        assert client.post(f"{PAGE}apply/").status_code == 403
    assert not AttributionSettings.objects.exists()


def teardown_function() -> None:
    preferences.forget()
