"""The page on wasted spend, its CSV, its API, its command; links that find what the numbers say."""

import csv
import io
import json
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, Role
from tests.analytics.waste.conftest import NOON, Make
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import spent

DAY = "period=custom&from=2026-11-18&to=2026-11-18"


@pytest.fixture
def calls(make: Make) -> None:
    spent(NOON, "a", 100)
    spent(NOON, "b", 30)
    make(("google", "a", 0.75), wait=None)
    make(("google", "a", 0.5), ("google", "b", 0.5))
    make(("google", "b", 1.0), failed=True, intent="spam")
    make(wait=200)


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("by", ["campaign", "hour", "weekday", "agent", "queue"])
def test_every_number_leads_to_its_calls(analyst: Client, by: str) -> None:
    page = analyst.get(f"/waste/?{DAY}&by={by}&max_wait=90")
    assert page.status_code == 200
    links = 0
    for row in [*page.context["rows"], page.context["total"]]:
        for cell in (*row.cells, row.wasted):
            if cell.link:
                found = analyst.get(cell.link).context["listing"].totals.total_calls
                # A campaign's line counts parts of calls; all calls with such a part are listed.
                assert found >= cell.amount.calls - 1e-9 if by == "campaign" else found == cell.amount.calls
                assert found < cell.amount.calls + 1
                links += 1
    assert links >= 8


@pytest.mark.usefixtures("calls")
def test_the_page_shows_reasons_and_hours(analyst: Client) -> None:
    page = analyst.get(f"/waste/?{DAY}")
    text = page.content.decode()
    assert "61.5% of $130 ad spend" in text
    chart = page.context["chart"]
    assert (chart["unit"], chart["x"][12]) == ("money", "12:00")
    assert [one["values"][12] for one in chart["series"]] == [60.0, 0.0, 20.0, 0.0]
    listed = analyst.get(chart["links"][12]).context["listing"].totals.total_calls
    assert listed == 3


@pytest.mark.usefixtures("calls")
def test_the_wait_is_chosen(analyst: Client) -> None:
    waits = {}
    for asked in ("199", "200", "x", "0"):
        page = analyst.get(f"/waste/?{DAY}&max_wait={asked}")
        waits[asked] = page.context["found"].total.counted["waited"].calls
    assert waits == {"199": 1.0, "200": 0.0, "x": 1.0, "0": 1.0}


@pytest.mark.usefixtures("calls")
def test_csv_has_the_same_lines(analyst: Client) -> None:
    answer = analyst.get(f"/waste.csv?{DAY}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["by"] for row in rows] == ["a", "b", "Unattributed", "Total"]
    assert float(rows[0]["unreached_cost"]) == 60.0
    assert float(rows[-1]["wasted_cost"]) == 80.0


@pytest.mark.usefixtures("calls")
def test_the_api_tells_the_same(account: Account) -> None:
    _, key = create_api_key(name="r", scopes=["reports.view"])
    api = Client(headers={"Authorization": f"Bearer {key}"})
    found = api.get(f"/api/v1/reports/waste?{DAY}").json()
    assert (found["spend"], found["spend_on_no_call"], found["by"]) == (130.0, 0.0, "campaign")
    assert found["total"]["wasted_calls"] == 3.0
    assert found["reasons"][3] == {
        "reason": "spam", "calls": 1.0, "cost": 20.0, "counted_calls": 0.0, "counted_cost": 0.0,
    }  # fmt: skip
    assert len(found["hours"]) == 24
    for query in ("by=moon", "max_wait=0", "max_wait=x", "period=never"):
        assert api.get(f"/api/v1/reports/waste?{query}").status_code == 400


@pytest.mark.usefixtures("calls")
def test_the_command_prints_it(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    days = ["--from", "2026-11-18", "--to", "2026-11-18"]
    call_command("report", "waste", *days, "--by", "hour", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    assert [(row["by"], row["wasted_cost"]) for row in rows] == [("12:00", 80.0), ("Total", 80.0)]
    with pytest.raises(CommandError, match="unknown dimension"):
        call_command("report", "waste", *days, "--by", "keyword")


def test_an_empty_period(analyst: Client) -> None:
    assert "No calls in this period" in analyst.get(f"/waste/?{DAY}").content.decode()


def test_who_may(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert [client.get(url).status_code for url in ("/waste/", "/waste.csv")] == [403, 403]
    assert urlsplit(Client().get("/waste/").headers["Location"]).path == "/accounts/login/"
