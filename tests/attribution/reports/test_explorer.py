"""The explorer's address: what is set beside and across, what cannot be had together, and the page and API that show it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from attribution.reports.asked import read_asked
from attribution.reports.report import Question
from attribution.reports.roas import roas
from attribution.reports.sides import pairs, total
from calls.models import Call
from compliance.models import Account, Role
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import spent, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
DAY = "from=2026-11-20&to=2026-11-20"
ZONE = "America/Los_Angeles"


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account).user)
    return client


@pytest.fixture
def calls(account: Account) -> list[Call]:
    """Furnaces twice on the day and once three days before; boilers on the day alone."""
    story = [(0, "furnaces"), (0, "furnaces"), (0, "boilers"), (3, "furnaces")]
    found = [
        told_call(NOON - timedelta(days=ago), number=n, campaign=name) for n, (ago, name) in enumerate(story)
    ]
    spent(NOON, "furnaces", 90)
    spent(NOON - timedelta(days=3), "furnaces", 30)
    return found


@pytest.mark.parametrize(
    ("query", "by", "rule", "against", "across", "changed"),
    [
        ({}, "campaign", "last", "", "", set()),
        ({"by": "keyword", "rule": "shapley"}, "keyword", "shapley", "", "", set()),
        ({"by": "keyword", "rule": "markov"}, "channel", "markov", "", "", {"by"}),
        ({"by": "channel", "rule": "markov"}, "channel", "markov", "", "", set()),
        ({"by": "campaign", "against": "counterfactual"}, "channel", "last", "counterfactual", "", {"by"}),
        (
            {"rule": "markov", "by": "source", "within": "channel", "value": "Email"},
            "channel",
            "markov",
            "",
            "",
            {"by", "within"},
        ),
        ({"rule": "markov", "by": "channel", "across": "day"}, "channel", "markov", "", "", {"across"}),
        ({"across": "week"}, "campaign", "last", "", "week", set()),
        ({"across": "week", "against": "first"}, "campaign", "last", "", "week", {"against"}),
        ({"by": "region", "across": "device"}, "region", "last", "", "", {"across"}),
        ({"by": "region", "across": "month"}, "region", "last", "", "month", set()),
        (
            {"by": "region", "within": "channel", "value": "Email"},
            "region",
            "last",
            "",
            "",
            {"within"},
        ),
        ({"against": "last", "across": "moon"}, "campaign", "last", "", "", set()),
    ],
)
def test_what_cannot_be_had_together_is_left_out_and_told(
    query: dict[str, str], by: str, rule: str, against: str, across: str, changed: set[str]
) -> None:
    asked = read_asked(query, ZONE)
    assert (asked.question.by, asked.question.rule, asked.against, asked.across) == (
        by,
        rule,
        against,
        across,
    )
    assert asked.changed == changed


def test_a_second_period_is_any_days() -> None:
    query = {
        "from": "2026-11-20",
        "to": "2026-11-20",
        "compare": "custom",
        "from2": "2026-11-01",
        "to2": "2026-11-09",
    }
    asked = read_asked(query, ZONE)
    assert asked.other is not None
    assert (str(asked.other.start), str(asked.other.end), asked.sides) == ("2026-11-01", "2026-11-09", True)
    assert read_asked({**query, "to2": "nonsense"}, ZONE).period.compare == "previous"
    assert read_asked({"compare": "none"}, ZONE).other is None


def test_two_periods_side_by_side(calls: list[Call]) -> None:
    day, before = NOON.date(), NOON.date() - timedelta(days=3)
    one, other = (roas(Question(at, at, "campaign", "last")) for at in (day, before))
    found = {pair.key: pair for pair in pairs(one, other)}
    furnaces = found["furnaces"]
    assert (furnaces.one.value, furnaces.other.value, furnaces.value) == pytest.approx((270.0, 135.0, 135.0))
    assert (furnaces.one.roas, furnaces.other.roas, furnaces.roas) == pytest.approx((3.0, 4.5, -1.5))
    assert (found["boilers"].other.value, found["boilers"].conversions) == pytest.approx((0.0, 0.9))
    assert found["boilers"].roas is None
    assert total(one, other).value == pytest.approx(300.0)


def test_the_page_of_two_rules(owner: Client, calls: list[Call]) -> None:
    answer = owner.get(f"/roas/?{DAY}&by=channel&against=markov")
    page = answer.content.decode()
    assert answer.context["table"] == "sides"
    (paid, rest) = answer.context["pairs"]
    assert (paid.key, rest.key, paid.one.value) == ("Paid Search", "Unattributed", pytest.approx(405.0))
    assert paid.value == pytest.approx(0.0)
    assert "Markov chain (removal effect).</b> Channel totals only." in page
    assert "by=channel&amp;rule=markov" in page.replace("&amp;amp;", "&amp;")
    assert "style=" not in page


def test_the_page_says_that_a_rule_knows_channels_only(owner: Client, calls: list[Call]) -> None:
    page = owner.get(f"/roas/?{DAY}&by=keyword&rule=markov").content.decode()
    assert "knows channels only" in page
    assert "knows channels only" not in owner.get(f"/roas/?{DAY}&by=keyword&rule=shapley").content.decode()


def test_the_page_of_a_pivot(owner: Client, calls: list[Call]) -> None:
    answer = owner.get("/roas/?from=2026-11-17&to=2026-11-20&by=campaign&across=day&measure=calls")
    assert [row.key for row in answer.context["pivot"].rows] == ["furnaces", "boilers", "Unattributed"]
    assert answer.context["pivot"].heads == [("Nov 17", "2026-11-17"), ("Nov 20", "2026-11-20")]
    assert answer.context["pivot"].total.figure == 4.0
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "name", "rows"),
    [
        (
            "by=campaign&across=day&from=2026-11-17&to=2026-11-20",
            "roas-campaign-day-2026-11-17-2026-11-20.csv",
            [
                ["by", "2026-11-17", "2026-11-20", "Total"],
                ["furnaces", "135.0", "270.0", "405.0"],
                ["boilers", "", "135.0", "135.0"],
                ["Unattributed", "15.0", "45.0", "60.0"],
                ["Total", "150.0", "450.0", "600.0"],
            ],
        ),
        (
            f"by=campaign&{DAY}&compare=custom&from2=2026-11-17&to2=2026-11-17",
            "roas-campaign-2026-11-20-2026-11-20.csv",
            [
                [
                    *("by", "cost", "cost_other", "conversions", "conversions_other", "value", "value_other"),
                    *("roas", "roas_other", "conversions_difference", "value_difference", "roas_difference"),
                ],
                [
                    "furnaces",
                    "90.0",
                    "30.0",
                    "1.8",
                    "0.9",
                    "270.0",
                    "135.0",
                    "3.0",
                    "4.5",
                    "0.9",
                    "135.0",
                    "-1.5",
                ],
                ["boilers", "0.0", "0.0", "0.9", "0.0", "135.0", "0.0", "", "", "0.9", "135.0", ""],
                ["Unattributed", "0.0", "0.0", "0.3", "0.1", "45.0", "15.0", "", "", "0.2", "30.0", ""],
                [
                    "Total",
                    "90.0",
                    "30.0",
                    "3.0",
                    "1.0",
                    "450.0",
                    "150.0",
                    "5.0",
                    "5.0",
                    "2.0",
                    "300.0",
                    "0.0",
                ],
            ],
        ),
    ],
)
def test_the_csv_is_the_table_of_the_page(
    owner: Client, calls: list[Call], query: str, name: str, rows: list[list[str]]
) -> None:
    answer = owner.get(f"/roas.csv?{query}")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert [
        [_rounded(cell) for cell in row] for row in csv.reader(io.StringIO(answer.content.decode()))
    ] == rows


def test_the_api_answers_the_same_or_names_the_field(owner: Client, calls: list[Call]) -> None:
    api = "/api/v1/reports/roas"
    found = owner.get(f"{api}?from=2026-11-17&to=2026-11-20&across=day&measure=value").json()["pivot"]
    assert (found["columns"], found["more"]) == (["2026-11-17", "2026-11-20"], 0)
    assert found["rows"][0]["key"] == "furnaces"
    assert [cell["value"] for cell in found["rows"][0]["cells"]] == pytest.approx([135.0, 270.0])
    assert found["rows"][0]["total"]["low"] < 405.0 < found["rows"][0]["total"]["high"]
    assert found["rows"][1]["cells"][0] == {"value": None, "low": None, "high": None}
    other = owner.get(f"{api}?{DAY}&by=channel&against=markov").json()
    assert (other["against"], other["other"]["lines"][0]["key"]) == ("markov", "Paid Search")
    assert other["pivot"] is None
    days = owner.get(f"{api}?{DAY}&compare=custom&from2=2026-11-17&to2=2026-11-17").json()
    assert (days["previous_start_date"], days["previous"]["total"]["value"]) == ("2026-11-17", 150.0)
    for query, field in (
        ("by=keyword&rule=markov", "by"),
        ("by=region&across=device", "across"),
        ("across=day&against=first", "against"),
        ("measure=moons", "measure"),
        ("against=moon", "against"),
        ("compare=custom", "from2"),
        ("compare=custom&from2=2026-11-17", "to2"),
    ):
        answer = owner.get(f"{api}?{query}")
        assert answer.status_code == 400, query
        assert field in answer.content.decode(), query


def test_the_series_leaves_no_day_out(owner: Client, calls: list[Call]) -> None:
    api = "/api/v1/reports/roas/timeseries?from=2026-11-17&to=2026-11-20"
    points = owner.get(api).json()["points"]
    assert [(one["key"], one["cost"], one["calls"], one["value"]) for one in points] == [
        ("2026-11-17", 30.0, 1.0, 150.0),
        ("2026-11-18", 0.0, 0.0, 0.0),
        ("2026-11-19", 0.0, 0.0, 0.0),
        ("2026-11-20", 90.0, 3.0, 450.0),
    ]
    part = owner.get(f"{api}&interval=month&within=campaign&value=furnaces").json()["points"]
    assert [(one["key"], one["start_date"], one["cost"], one["visits"]) for one in part] == [
        ("2026-11", "2026-11-17", 120.0, 3)
    ]
    assert part[0]["value"] == pytest.approx(405.0)
    assert owner.get(f"{api}&rule=markov&within=campaign&value=x").status_code == 400
    assert owner.get(f"{api}&interval=hour").status_code == 400


def test_who_may_not_see_reports_sees_none_of_it(account: Account, client: Client, calls: list[Call]) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.AGENT).user)
    for path in ("/roas/", "/roas.csv", "/paths/", "/paths.csv"):
        assert client.get(path).status_code == 403, path
    for path in ("reports/roas/timeseries", "reports/paths", "reports/credit"):
        assert client.get(f"/api/v1/{path}").status_code == 403, path


def _rounded(cell: str) -> str:
    try:
        return str(round(float(cell), 6))
    except ValueError:
        return cell


@pytest.mark.parametrize(
    "query", ["timeseries?rule=markov&within=channel&value=Email", "?by=number&within=channel&value=Email"]
)
def test_a_part_that_cannot_be_had_is_refused(owner: Client, calls: list[Call], query: str) -> None:
    path = "/api/v1/reports/roas" + ("/" if query.startswith("t") else "") + query
    answer = owner.get(path)
    assert (answer.status_code, "within" in answer.content.decode()) == (400, True)
