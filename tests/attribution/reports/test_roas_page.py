"""The ROAS page, its CSV, and the calls behind its numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import AdSpend, Match, Visit, Visitor
from attribution.reports.behind import calls_behind
from attribution.reports.page import interval_bar, scale_of
from attribution.reports.period import read_question
from attribution.reports.report import Question
from attribution.reports.roas import Line, Roas
from calls.models import Call
from compliance.models import Account
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import spent, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
DAY = "from=2026-11-20&to=2026-11-20"
QUESTION = Question(NOON.date(), NOON.date(), "campaign", "last")


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account).user)
    return client


@pytest.fixture
def day(account: Account) -> list[Call]:
    """Two calls of furnaces, one of boilers, one from nowhere."""
    calls = [
        told_call(NOON + timedelta(minutes=n), number=n, campaign=campaign)
        for n, campaign in enumerate(["furnaces", "furnaces", "boilers", "boilers"])
    ]
    Match.objects.filter(call=calls[3]).delete()
    Match.objects.filter(call=calls[2]).update(probability=1.0)
    spent(NOON, "furnaces", 90)
    return calls


def test_the_page_shows_exact_figures(owner: Client, day: list[Call]) -> None:
    answer = owner.get(f"/roas/?{DAY}")
    page = " ".join(answer.content.decode().split())
    assert [row.line.key for row in answer.context["rows"]] == ["furnaces", "boilers", "Unattributed"]
    furnaces = answer.context["rows"][0].line
    assert (furnaces.cost, furnaces.calls, furnaces.value, furnaces.roas) == (90.0, 1.8, 270.0, 3.0)
    assert '<td class="num">$90</td>' in page
    assert '<td class="num"><b>3.0×</b><span class="sub">was –</span></td>' in page
    assert "key=furnaces&amp;figure=conversions" in page
    assert '<rect class="range"' in page
    assert "plotly/plotly.min.js" in page
    assert "style=" not in page


def test_a_line_leads_to_its_parts_which_add_up_to_it(owner: Client, day: list[Call]) -> None:
    answer = owner.get(f"/roas/?{DAY}")
    deeper = next(row.deeper for row in answer.context["rows"] if row.line.key == "furnaces")
    parts = owner.get(f"/roas/{deeper}")
    assert parts.context["question"].within == ("campaign", "furnaces")
    lines = [row.line for row in parts.context["rows"]]
    assert [line.key for line in lines] == ["furnace repair", "(paid search)"]
    assert (sum(line.calls for line in lines), sum(line.value for line in lines)) == pytest.approx(
        (1.8, 270.0)
    )
    assert sum(line.cost or 0 for line in lines) == 90.0
    assert {row.deeper for row in parts.context["rows"]} == {""}
    behind = owner.get(
        "/calls/", {**parts.wsgi_request.GET.dict(), "key": "furnace repair", "figure": "calls"}
    )
    assert behind.context["listing"].totals.total_calls == 2


def test_the_order_is_the_one_asked_for(owner: Client, day: list[Call]) -> None:
    rows = owner.get(f"/roas/?{DAY}&sort=value").context["rows"]
    assert [row.line.value for row in rows] == sorted(row.line.value for row in rows)


def test_the_period_before_is_beside_it_unless_switched_off(owner: Client, day: list[Call]) -> None:
    page = owner.get(f"/roas/?{DAY}")
    assert page.context["before"].total.calls == 0
    assert owner.get(f"/roas/?{DAY}&compare=none").context["before"] is None


def test_an_interval_that_begins_at_nothing_goes_on_to_the_left() -> None:
    wide = Line("wide", cost=10.0, value=20.0, value_low=0.0, value_high=80.0)
    bare = Line("bare", cost=10.0)
    found = Roas([wide, bare], wide, wide)
    assert interval_bar(wide, scale_of(found)) == {
        "x": 0.0,
        "width": 120.0,
        "at": 60.0,
        "even": 30.0,
        "more": True,
    }
    assert interval_bar(bare, scale_of(found)) == {
        "x": 0.0,
        "width": 1,
        "at": 0.0,
        "even": 30.0,
        "more": True,
    }
    assert interval_bar(Line("free", cost=0.0, value=5.0), scale_of(found)) is None


def test_one_very_good_line_leaves_the_others_readable() -> None:
    star = Line("star", cost=10.0, value=320.0, value_low=160.0, value_high=640.0)
    usual = Line("usual", cost=10.0, value=20.0, value_low=10.0, value_high=40.0)
    found = Roas([star, usual], star, star)
    # From half to 64 times the spend are seven doublings: each is a seventh of the bar.
    assert interval_bar(star, scale_of(found)) == {
        "x": 85.7,
        "width": 34.3,
        "at": 102.9,
        "even": 17.1,
        "more": False,
    }
    assert interval_bar(usual, scale_of(found)) == {
        "x": 17.1,
        "width": 34.3,
        "at": 34.3,
        "even": 17.1,
        "more": False,
    }


def test_every_number_links_to_its_calls(owner: Client, day: list[Call]) -> None:
    a, b, c, d = (call.pk for call in day)
    day[1].conversions.all().delete()
    for key, figure, found in (
        ("furnaces", "calls", [b, a]),
        ("furnaces", "conversions", [a]),
        ("furnaces", "value", [a]),
        ("boilers", "calls", [c]),
        ("Unattributed", "calls", [d, b, a]),
        ("", "calls", [d, c, b, a]),
    ):
        answer = owner.get(f"/calls/?{DAY}&by=campaign&rule=last&key={key}&figure={figure}")
        assert [facts.call.pk for facts in answer.context["listing"].rows] == found, (key, figure)


def test_calls_behind_a_line_never_come_from_its_neighbours(account: Account, day: list[Call]) -> None:
    assert calls_behind(QUESTION, "nothing like it", converted=False) == []


def test_the_csv_is_the_report_with_formulas_harmless(owner: Client, day: list[Call]) -> None:
    spent(NOON, "=HYPERLINK(1)", 5)
    answer = owner.get(f"/roas.csv?{DAY}")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == ('attachment; filename="roas-campaign-2026-11-20-2026-11-20.csv"')
    assert (
        lines[0]
        == "by,cost,visits,calls,qualified,conversions,value,cost_per_call,cost_per_qualified,cpa,roas,roas_low,roas_high"
    )
    assert lines[1].startswith("furnaces,90.0,2,1.8,0.0,1.8,270.0,50.0,,50.0,3.0,")
    assert any(line.startswith("'=HYPERLINK(1),5.0,") for line in lines)


def test_the_api_gives_the_same_figures(owner: Client, day: list[Call]) -> None:
    found = owner.get(f"/api/v1/reports/roas?{DAY}").json()
    assert [line["key"] for line in found["lines"]] == ["furnaces", "boilers", "Unattributed"]
    assert found["lines"][0]["roas"] == 3.0
    assert found["lines"][1]["roas"] is None
    assert (found["total"]["calls"], found["total"]["value"]) == (4.0, 600.0)
    assert Client().get("/api/v1/reports/roas").status_code == 401


def test_an_empty_period_says_so(owner: Client) -> None:
    assert "Nothing in this period" in owner.get("/roas/?period=today").content.decode()


@pytest.mark.parametrize(
    ("query", "days", "period"),
    [
        ({}, 30, "30"),
        ({"period": "7"}, 7, "7"),
        ({"period": "today"}, 1, "today"),
        ({"period": "nonsense"}, 30, "30"),
        ({"period": "custom", "from": "2026-11-05", "to": "2026-11-01"}, 5, "custom"),
        ({"period": "custom", "from": "2026-11-05"}, 30, "30"),
        ({"from": "2026-11-01", "to": "2026-11-02"}, 2, "custom"),
        ({"from": "1999-01-01", "to": "2026-11-02"}, 733, "custom"),
    ],
)
def test_the_period_is_read_from_the_address(query: dict[str, str], days: int, period: str) -> None:
    question, found = read_question({"by": "nonsense", "rule": "nonsense", **query}, "America/Los_Angeles")
    assert ((question.end - question.start).days + 1, found.key) == (days, period)
    assert (question.by, question.rule) == ("campaign", "last")


def test_today_is_the_accounts_day(monkeypatch: pytest.MonkeyPatch) -> None:
    question, _ = read_question({"period": "today"}, "Pacific/Kiritimati")
    assert question.end == timezone.now().astimezone(timezone.get_fixed_timezone(14 * 60)).date()


def test_costs_that_are_behind_are_told(owner: Client, account: Account) -> None:
    now = timezone.now()
    AdSpend.objects.create(
        date=(now - timedelta(days=4)).date(), source="google", cost_micros=1, currency="USD"
    )
    assert b"Costs of" not in owner.get("/roas/").content
    visitor = Visitor.objects.create(first_seen=now, last_seen=now)
    Visit.objects.create(
        visitor=visitor, started_at=now, last_seen=now, channel="Paid Search", utm_source="google"
    )
    page = owner.get("/roas/").content.decode()
    assert "Costs of google are 4 days old." in page
    assert 'href="/costs/"' in page
