"""Paths of channels: sums, flow, credit of channels, page, CSV, API and shell."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from attribution.models import PathDay, TransitionDay
from attribution.reports.channels import compared, markov
from attribution.reports.flows import PathSum, flows, read_paths, whole
from attribution.reports.paths_page import sankey
from attribution.reports.report import Question
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
QUESTION = Question(DAY, DAY, "channel", "markov")
QUERY = "from=2026-11-20&to=2026-11-20"
ROWS = (
    ("Paid Search", 8.0, 800.0, 2.0),
    ("Email > Paid Search", 2.0, 300.0, 8.0),
    ("Email", 0.0, 0.0, 10.0),
    ("Email > Direct > Email > Direct > Email > Paid Search", 0.5, 50.0, 0.5),
)


@pytest.fixture
def paths(account: Account) -> None:
    for path, conversions, value, nulls in ROWS:
        PathDay.objects.create(day=DAY, path=path, conversions=conversions, value=value, nulls=nulls)
    PathDay.objects.create(day=date(2026, 11, 19), path="Referral", conversions=5, value=5, nulls=5)


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account).user)
    return client


def test_paths_of_the_days_alone_most_conversions_first(paths: None) -> None:
    found = read_paths(QUESTION)
    assert [one.path for one in found] == [ROWS[0][0], ROWS[1][0], ROWS[3][0], ROWS[2][0]]
    assert whole(found) == PathSum("", 10.5, 1150.0, 20.5)
    assert [one.path for one in read_paths(QUESTION, "Direct")] == [ROWS[3][0]]
    assert read_paths(QUESTION, "Dir") == []
    with use_account(AccountFactory().pk):
        assert read_paths(QUESTION) == []


def test_a_rate_has_its_wilson_interval() -> None:
    eight = PathSum("a", 8.0, 0.0, 2.0)
    assert (eight.rate, eight.interval) == (0.8, pytest.approx((0.490162, 0.943318), abs=1e-6))
    assert PathSum("a", 37.0, 0.0, 375.0).interval == pytest.approx((0.065856, 0.121334), abs=1e-6)
    assert (PathSum("a", 0.0, 0.0, 0.0).rate, PathSum("a", 0.0, 0.0, 0.0).interval) == (None, None)


def test_the_flow_keeps_four_places_and_ends_every_journey(paths: None) -> None:
    found = {(one.source, one.target): one.journeys for one in flows(read_paths(QUESTION))}
    end, nothing = (6, "conversion"), (6, "nothing")
    assert found == {
        ((1, "Paid Search"), end): 8.0,
        ((1, "Paid Search"), nothing): 2.0,
        ((1, "Email"), (2, "Paid Search")): 10.0,
        ((1, "Email"), (2, "Direct")): 1.0,
        ((1, "Email"), nothing): 10.0,
        ((2, "Paid Search"), end): 2.0,
        ((2, "Paid Search"), nothing): 8.0,
        ((2, "Direct"), (3, "Email")): 1.0,
        ((3, "Email"), (4, "Direct")): 1.0,
        ((4, "Direct"), (5, "later")): 1.0,
        ((5, "later"), end): 0.5,
        ((5, "later"), nothing): 0.5,
    }


def test_small_channels_of_a_place_share_a_node() -> None:
    found = flows([PathSum(f"c{n}", float(9 - n), 0.0, 0.0) for n in range(8)])
    assert [(one.source[1], one.journeys) for one in found] == [
        *((f"c{n}", 9.0 - n) for n in range(6)),
        ("others", 3.0 + 2.0),
    ]


def test_the_chart_draws_every_flow(paths: None) -> None:
    steps = flows(read_paths(QUESTION))
    spec = sankey(steps)
    assert sum(link["value"] for link in spec["links"]) == pytest.approx(sum(one.journeys for one in steps))
    labels = [node["label"] for node in spec["nodes"]]
    assert labels[-3:] == ["Later touches", "Conversion", "No conversion"]
    assert {node["tone"] for node in spec["nodes"] if node["label"] == "Email"} == {"1"}


def test_removal_effects_as_written_in_the_books(account: Account) -> None:
    """C > conversion 1 of 2, and C > D > conversion 1 of 2: without C nothing is left, without D half."""
    told_call(NOON)  # one conversion of 0.9, so that there is credit to share out
    read_paths(QUESTION)
    TransitionDay.objects.all().delete()
    for state, target, count in (
        ("(start)", "C", 2.0),
        ("C", "D", 1.0),
        ("C", "(conversion)", 1.0),
        ("D", "(conversion)", 1.0),
    ):
        TransitionDay.objects.create(
            day=DAY, order=1, state=state, target=target, count=count, value=count * 10
        )
    found = {one.channel: one for one in markov(QUESTION, 1)}
    assert (found["C"].removal, found["D"].removal) == (pytest.approx(1.0), pytest.approx(0.5))
    assert (found["C"].conversions, found["D"].conversions) == pytest.approx((0.6, 0.3))
    with pytest.raises(ValueError, match="order 5"):
        markov(QUESTION, 5)


def test_three_rules_beside_each_other_add_up_alike(account: Account) -> None:
    for n in range(3):
        told_call(NOON, number=n)
    (row,) = compared(QUESTION, 1)
    assert row.markov is not None
    assert row.counterfactual is not None
    assert (row.channel, row.markov.removal) == ("Paid Search", pytest.approx(1.0))
    for one in (row.linear, row.markov, row.counterfactual):
        assert (one.conversions, one.value) == pytest.approx((2.7, 405.0))
    assert row.linear.conversions_low is not None
    assert row.linear.conversions_low < 2.7


def test_the_page_shows_exact_figures_and_warns_without_nulls(owner: Client, account: Account) -> None:
    for n in range(2):
        told_call(NOON, number=n)
    answer = owner.get(f"/paths/?{QUERY}&order=3&channel=Paid+Search")
    page = " ".join(answer.content.decode().split())
    assert [(one.path, one.conversions, one.value) for one in answer.context["paths"]] == [
        ("Paid Search", pytest.approx(1.8), pytest.approx(270.0))
    ]
    assert (answer.context["order"], answer.context["channel"]) == (3, "Paid Search")
    assert "No journey without a conversion is known" in page
    assert "style=" not in page
    assert owner.get(f"/paths/?{QUERY}&order=9&channel=nonsense").context["channel"] == ""


def test_with_nulls_there_is_no_warning(owner: Client, paths: None) -> None:
    page = owner.get(f"/paths/?{QUERY}").content.decode()
    assert "No journey without a conversion is known" not in page
    assert "33.9%" in page  # 10.5 of 31


def test_an_empty_period_says_so(owner: Client) -> None:
    assert "No journey closed in this period" in owner.get("/paths/?period=today").content.decode()


def test_the_csv_has_every_path(owner: Client, paths: None) -> None:
    answer = owner.get(f"/paths.csv?{QUERY}&channel=Email&sort=value")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="paths-2026-11-20-2026-11-20.csv"'
    assert lines[0] == "path,journeys,conversions,rate,rate_low,rate_high,value"
    assert lines[1].startswith("Email > Paid Search,10.0,2.0,0.2,0.0566")
    assert len(lines) == 4


def test_the_api_gives_paths_flows_and_credit(owner: Client, account: Account) -> None:
    told_call(NOON)
    found = owner.get(f"/api/v1/reports/paths?{QUERY}&channel=Paid+Search").json()
    assert found["paths"][0]["path"] == "Paid Search"
    assert (found["total"]["path"], found["total"]["conversions"]) == ("Total", pytest.approx(0.9))
    assert found["flows"] == [
        {"place": 1, "origin": "Paid Search", "target": "conversion", "journeys": pytest.approx(0.9)}
    ]
    credit = owner.get(f"/api/v1/reports/credit?{QUERY}&rule=markov&order=2").json()
    assert (credit["rule"], credit["order"], credit["nulls"]) == ("markov", 2, 0.0)
    assert credit["note"].startswith("Channel totals only.")
    (line,) = credit["lines"]
    assert (line["channel"], line["value"], line["removal"]) == (
        "Paid Search",
        pytest.approx(135.0),
        pytest.approx(1.0),
    )
    first = owner.get(f"/api/v1/reports/credit?{QUERY}&rule=first").json()["lines"][0]
    assert (first["removal"], first["conversions"]) == (None, pytest.approx(0.9))
    assert owner.get("/api/v1/reports/credit?order=5").status_code == 400


def test_from_the_shell(paths: None, capsys: pytest.CaptureFixture[str]) -> None:
    period = ["--from", "2026-11-20", "--to", "2026-11-20", "--format", "json"]
    call_command("report", "paths", *period)
    rows = json.loads(capsys.readouterr().out)
    assert [(row["path"], row["journeys"]) for row in rows[:2]] == [
        ("Paid Search", 10.0),
        ("Email > Paid Search", 10.0),
    ]
    with pytest.raises(CommandError, match="unknown dimension 'moon'"):
        call_command("report", "paths", *period, "--by", "moon")
