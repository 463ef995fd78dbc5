"""Whatever a page shows, a program can ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from attribution.models import Visit
from calls.models import Agent, Call
from compliance.accounts.api_keys import create_api_key
from compliance.accounts.roles import ALL
from compliance.accounts.words import NOT_FOR_KEYS
from compliance.models import Account
from compliance.tenancy import use_account
from tests.api.operations import NOON, told
from tests.api.parity import texts, unexplained, values, vocabulary, written
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import recorded

DAYS = f"from={(NOON - timedelta(days=3)).date()}&to={(NOON + timedelta(days=3)).date()}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A page, and where the API has what it shows. Braces hold the name of a row."""

    page: str
    api: Sequence[str]


PAIRS = [
    Pair(f"/overview/?{DAYS}", [f"overview?compare=previous&{DAYS}"]),
    Pair("/calls/", ["calls", "calls/summary", "tags", "agents", "numbers"]),
    Pair(
        "/calls/{calls}/",
        [
            "calls/{calls}?include=transcript,words",
            "calls/{calls}/outcomes",
            "visits/{visits}",
            "conversions/{conversions}",
        ],
    ),
    Pair(f"/roas/?{DAYS}", [f"reports/roas?compare=previous&{DAYS}", "reports"]),
    Pair(
        f"/paths/?{DAYS}",
        [
            f"reports/paths?{DAYS}",
            *(f"reports/credit?rule={rule}&{DAYS}" for rule in ("linear", "markov", "counterfactual")),
        ],
    ),
    Pair("/conversions/", ["conversions", "calls"]),
    Pair("/conversions/{conversions}/", ["conversions/{conversions}", "calls/{calls}"]),
    Pair("/numbers/", ["numbers", "calls/summary?group_by=phone_number"]),
    Pair("/pipeline/", ["pipeline"]),
]


@pytest.fixture
def marked(account: Account) -> Mapping[str, int]:
    """Rows with values that are in no text of the product."""
    ids = told()
    call = Call.objects.get(pk=ids["calls"])
    Agent.objects.filter(pk=call.agent_id).update(name="Zebulon Quirk")
    Visit.objects.filter(pk=ids["visits"]).update(utm_campaign="Quixotry", utm_term="wyvern grommet")
    Call.objects.filter(pk=call.pk).update(
        customer_city="Xyloburg", note="Vexed about gazebos", value="734.21", duration=1277
    )
    recorded(call)
    return ids


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.page.partition("?")[0])
def test_every_value_of_a_page_is_in_the_api(pair: Pair, marked: Mapping[str, int], account: Account) -> None:
    shown = texts(_page(account, pair.page.format(**marked)))
    known = [
        text
        for answer in _answers(pair, marked)
        for value in values(answer)
        for text in written(value, account.time_zone, account.currency)
    ]
    assert unexplained(shown, known, _without_rows(pair)) == []


def test_a_value_the_api_lacks_is_found(marked: Mapping[str, int], account: Account) -> None:
    shown = texts(_page(account, f"/calls/{marked['calls']}/"))
    assert any("Zebulon Quirk" in text for text in shown)
    strange = " ".join(unexplained(shown, ["Quixotry"], []))
    for value in ("Zebulon", "21:17", "Xyloburg"):
        assert value in strange
    assert "Quixotry:" not in strange


def test_the_marks_are_no_words_of_the_product() -> None:
    marks = {"zebulon", "quirk", "quixotry", "wyvern", "grommet", "xyloburg", "gazebos"}
    assert marks.isdisjoint(vocabulary())
    assert "calls" in vocabulary()


def _page(account: Account, address: str) -> str:
    client = Client()
    client.force_login(MembershipFactory(account=account).user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _answers(pair: Pair, ids: Mapping[str, int]) -> list[Any]:
    _, key = create_api_key(name="parity", scopes=sorted(ALL - NOT_FOR_KEYS))
    api = Client(headers={"Authorization": f"Bearer {key}"})
    answers = []
    for address in (*pair.api, "account"):
        answer = api.get(f"/api/v1/{address.format(**ids)}")
        assert answer.status_code == 200, answer.content
        answers.append(answer.json())
    return answers


def _without_rows(pair: Pair) -> list[str]:
    if "{" in pair.page:
        return []
    other = AccountFactory()
    with use_account(other.pk):
        return texts(_page(other, pair.page))
