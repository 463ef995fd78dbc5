"""Two dimensions across each other: exact cells, what is put together, and totals that add up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict

from analytics.library.behind import read_behind
from attribution.models import Match
from attribution.reports import chains
from attribution.reports.behind import calls_behind
from attribution.reports.chains import ChannelCredit
from attribution.reports.line import Line
from attribution.reports.pivot import Pivot, pivot
from attribution.reports.pivot_page import pivot_page
from attribution.reports.report import Question
from attribution.reports.roas import roas
from attribution.reports.tables import pivot_table
from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.stories import spent, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 19), date(2026, 11, 20)


def ask(by: str = "campaign", rule: str = "last", within: tuple[str, str] | None = None) -> Question:
    return Question(FIRST, LAST, by, rule, within)


def table(found: Pivot, measure: str = "value") -> dict[str, list[float | None]]:
    def figure(line: object) -> float | None:
        value = getattr(line, measure) if line is not None else None
        return None if value is None else round(float(value), 6)

    rows = {row.key: [*map(figure, row.cells), figure(row.total)] for row in found.rows}
    return {**rows, "Total": [*map(figure, found.totals), figure(found.total)]}


@pytest.fixture
def days(account: Account) -> list[Call]:
    """Furnaces on both days, boilers on the second, and a call nobody explains on the first; 150 each, matched by 0.9."""
    calls = [
        told_call(at, number=n, campaign=campaign)
        for n, (at, campaign) in enumerate(
            [
                (NOON - timedelta(days=1), "furnaces"),
                (NOON, "furnaces"),
                (NOON, "boilers"),
                (NOON - timedelta(days=1), "nothing"),
            ]
        )
    ]
    Match.objects.filter(call=calls[3]).delete()
    spent(NOON - timedelta(days=1), "furnaces", 90)
    spent(NOON, "furnaces", 45)
    spent(NOON, "silent", 20)
    return calls


def test_value_by_day_with_what_is_left_of_each_day(days: list[Call]) -> None:
    found = pivot(ask(), "day", "value")
    assert (found.heads, found.more) == (["2026-11-19", "2026-11-20"], 0)
    assert table(found) == {
        "furnaces": [135.0, 135.0, 270.0],
        "boilers": [None, 135.0, 135.0],
        "silent": [None, 0.0, 0.0],
        "Unattributed": [165.0, 30.0, 195.0],
        "Total": [300.0, 300.0, 600.0],
    }


def test_ratios_come_from_the_sums_of_their_parts(days: list[Call]) -> None:
    found = pivot(ask(), "day", "roas")
    assert table(found, "roas") == {
        "furnaces": [1.5, 3.0, 2.0],
        "silent": [None, 0.0, 0.0],
        "boilers": [None, None, None],
        "Unattributed": [None, None, None],
        "Total": [round(300 / 90, 6), round(300 / 65, 6), round(600 / 155, 6)],
    }
    assert table(pivot(ask(), "day", "cpa"), "cpa")["furnaces"] == [100.0, 50.0, 75.0]
    assert table(pivot(ask(), "day", "cost"), "cost")["Total"] == [90.0, 65.0, 155.0]


def test_the_rest_is_one_column_and_nothing_is_lost(days: list[Call]) -> None:
    found = pivot(ask("channel"), "campaign", "value", most=1)
    assert (found.heads, found.more) == (["furnaces", "Other"], 3)
    assert table(found) == {
        "Paid Search": [270.0, 135.0, 405.0],
        "Unattributed": [None, 195.0, 195.0],
        "Total": [270.0, 330.0, 600.0],
    }
    newest = pivot(ask(), "day", "value", most=1)
    assert (newest.heads, newest.rest, newest.more) == (["Earlier", "2026-11-20"], 0, 1)
    assert table(newest)["furnaces"] == [135.0, 135.0, 270.0]
    assert [line and line.value for line in newest.rows[0].every] == pytest.approx([135.0, 135.0])


def test_it_agrees_with_the_report_in_figures_and_doubt(days: list[Call]) -> None:
    lines = {line.key: line for line in roas(ask()).lines}
    whole = roas(ask()).total
    found = pivot(ask(), "day", "value")
    for row in found.rows:
        line = lines[row.key]
        assert (row.total.cost, row.total.value) == pytest.approx((line.cost, line.value))
        if line.value_low is not None:
            assert (row.total.value_low, row.total.value_high) == pytest.approx(
                (line.value_low, line.value_high)
            )
    assert (found.total.value_low, found.total.value_high) == pytest.approx(
        (whole.value_low, whole.value_high)
    )


def test_a_part_has_nothing_unattributed(days: list[Call]) -> None:
    found = pivot(ask("keyword", within=("campaign", "furnaces")), "day", "value")
    assert table(found) == {
        "furnace repair": [135.0, 135.0, 270.0],
        "(paid search)": [0.0, 0.0, 0.0],
        "Total": [135.0, 135.0, 270.0],
    }
    assert found.total.cost == 135.0


def test_regions_go_with_time_alone(days: list[Call]) -> None:
    assert table(pivot(ask("region"), "day", "calls"), "calls") == {
        "CA": [2.0, 2.0, 4.0],
        "Unattributed": [0.0, 0.0, 0.0],
        "Total": [2.0, 2.0, 4.0],
    }
    with pytest.raises(ValueError, match="cannot be split"):
        pivot(ask("region"), "channel", "value")


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("day", {"2026-11-19": [2.0, 0.0, 2.0], "2026-11-20": [2.0, 0.0, 2.0]}),
        ("week", {"2026-W47": [4.0, 0.0, 4.0]}),
        ("month", {"2026-11": [4.0, 0.0, 4.0]}),
    ],
)
def test_times_go_with_regions_across(days: list[Call], by: str, rows: dict[str, list[float]]) -> None:
    found = pivot(ask(by), "region", "calls")
    assert found.heads == ["CA", "Unattributed"]
    assert table(found, "calls") == {**rows, "Total": [4.0, 0.0, 4.0]}
    assert found.totals[1].cost == 155.0


def test_cells_of_regions_across_lead_to_their_calls(days: list[Call]) -> None:
    shown = pivot_page(
        ask("day"), "region", "calls", pivot(ask("day"), "region", "calls"), "USD", every=False
    )
    (cell, empty) = shown.rows[0].cells
    found = read_behind(QueryDict(cell.href))
    assert found is not None
    assert (found.calls(), empty.href) == ([days[0].pk, days[3].pk], "")
    both = pivot_page(
        ask("region"), "number", "calls", pivot(ask("region"), "number", "calls"), "USD", every=False
    )
    assert (both.rows[0].cells[0].figure, both.rows[0].cells[0].href) == (4.0, "")


@pytest.mark.parametrize(
    ("question", "across", "measure", "why"),
    [
        (ask("channel", "markov"), "day", "value", "channels only"),
        (ask(), "campaign", "value", "cannot be split"),
        (ask("day"), "week", "value", "cannot be split"),
        (ask(), "moon", "value", "cannot be split"),
        (ask("day", within=("channel", "Email")), "region", "value", "cannot be split"),
        (ask(), "day", "moons", "unknown measure"),
    ],
)
def test_what_cannot_be_had_is_refused(
    account: Account, question: Question, across: str, measure: str, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        pivot(question, across, measure)


def test_nothing_is_an_empty_table(account: Account) -> None:
    found = pivot(ask(), "day", "value")
    assert (found.rows, found.heads, found.total.value) == ([], [], 0.0)


def test_another_account_sees_nothing(days: list[Call]) -> None:
    with use_account(AccountFactory().pk):
        assert pivot(ask(), "day", "value").rows == []


def test_every_cell_leads_to_its_calls(days: list[Call]) -> None:
    question = ask()
    page = pivot_page(question, "day", "value", pivot(question, "day", "value"), "USD", every=False)
    rows = {row.key: row for row in page.rows}

    def behind(address: str) -> list[int]:
        found = read_behind(QueryDict(address))
        assert found is not None
        return found.calls()

    a, b, c, d = (call.pk for call in days)
    assert [behind(cell.href) for cell in rows["furnaces"].cells] == [[a], [b]]
    assert rows["boilers"].cells[0].href == ""
    assert behind(rows["furnaces"].total.href) == [a, b]
    assert behind(rows["Unattributed"].cells[0].href) == [a, d]
    assert behind(page.totals[1].href) == [b, c]
    assert behind(page.total.href) == [a, b, c, d]
    crossed = pivot_page(
        ask("channel"),
        "campaign",
        "calls",
        pivot(ask("channel"), "campaign", "calls", most=1),
        "USD",
        every=False,
    )
    assert behind(crossed.rows[0].cells[0].href) == [a, b]
    assert crossed.rows[0].cells[1].href == ""
    assert calls_behind(ask(), "furnaces", converted=True) == [a, b]


def test_the_whole_of_a_report_by_time_has_all_calls(days: list[Call]) -> None:
    every = [call.pk for call in days]
    assert calls_behind(ask("day"), None, converted=False) == every
    assert calls_behind(ask("day", within=("campaign", "furnaces")), None, converted=False) == every[:2]


@pytest.mark.parametrize(("by", "key"), [("month", "9999-12"), ("week", "9999-W52"), ("day", "soon")])
def test_no_calls_are_behind_a_time_beyond_the_calendar(days: list[Call], by: str, key: str) -> None:
    assert calls_behind(ask(by), key, converted=False) == []


def test_calls_of_too_many_days_are_not_looked_for() -> None:
    assert read_behind(QueryDict("by=campaign&from=2024-11-20&to=2026-11-22")) is not None
    assert read_behind(QueryDict("by=campaign&from=2024-11-20&to=2026-11-23")) is None


def test_columns_of_the_same_name_are_told_apart() -> None:
    line = Line("", cost=None)
    heads = ["Other", "Total", "by", "Other"]
    found = Pivot(heads, 3, 2, [], [Line("", value=float(n)) for n in range(4)], line)
    columns, (totals,) = pivot_table(found, "value")
    assert columns == ("by", "Other", "Total (2)", "by (2)", "Other (2)", "Total")
    assert [totals[name] for name in columns] == ["Total", 0.0, 1.0, 2.0, 3.0, 0.0]


def test_shares_of_channels_without_a_line_are_not_lost(
    days: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [
        ChannelCredit(name, share, share, share, share, share, share)
        for name, share in (("Paid Search", 0.6), ("Fax", 0.4))
    ]
    monkeypatch.setattr(chains, "markov", lambda question: given)
    found = {line.key: round(line.value, 6) for line in roas(ask("channel", "markov")).lines}
    assert found == {"Paid Search": 405.0, "Unattributed": 195.0}
