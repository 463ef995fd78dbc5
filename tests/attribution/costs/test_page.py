"""Ad spend from the browser: checked first, then whole or not at all."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from attribution.models import AdSpend
from compliance.models import Account, AuditEvent, Role
from tests.factories.accounts import MembershipFactory

HEAD = "date,source,medium,campaign,cost,currency\n"
GOOD = HEAD + "2026-11-01,google,cpc,furnaces,84.20,USD\n2026-11-02,google,cpc,<b>,15.80,USD\n"


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def check(client: Client, content: bytes | str) -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/costs/import/", {"file": SimpleUploadedFile("costs.csv", data)})


def test_a_good_file_is_checked_and_then_imported(analyst: Client) -> None:
    page = check(analyst, "\ufeff" + GOOD).content.decode()
    assert "2 rows, $100" in page
    assert not AdSpend.objects.exists()
    found = re.search(r'<textarea name="checked" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    answer = analyst.post("/costs/import/", {"checked": html.unescape(found[1])})
    assert answer.status_code == 302
    assert list(AdSpend.objects.order_by("date").values_list("campaign", "cost_micros")) == [
        ("furnaces", 84_200_000), ("<b>", 15_800_000),
    ]  # fmt: skip
    assert AuditEvent.objects.get().action == "costs.imported"


def test_every_bad_row_is_named_and_nothing_imported(analyst: Client) -> None:
    bad = (
        HEAD + "2026-11-01,google,cpc,a,x,USD\n2026-13-01,google,cpc,b,1,USD\n2026-11-02,google,cpc,c,1,EUR\n"
    )
    answer = check(analyst, bad)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    for text in ("no amount of 0 or more: 'x'", "no date like 2026-11-21: '2026-13-01'"):
        assert text in page, text
    assert not AdSpend.objects.exists()


def test_a_currency_without_a_rate_is_refused(analyst: Client) -> None:
    answer = check(analyst, HEAD + "2026-11-01,google,cpc,a,1,EUR\n")
    assert "no rate for EUR on 2026-11-01" in answer.content.decode()
    posted = analyst.post("/costs/import/", {"checked": HEAD + "2026-11-01,google,cpc,a,1,EUR\n"})
    assert (posted.status_code, AdSpend.objects.exists()) == (422, False)


@pytest.mark.parametrize("content", ["", b"\xff\xfe\x00", "campaign\nx\n", "x" * 1_000_001])
def test_what_is_no_such_file_is_refused(analyst: Client, content: bytes | str) -> None:
    assert check(analyst, content).status_code == 422
    assert not AdSpend.objects.exists()


def test_nothing_chosen(analyst: Client) -> None:
    assert analyst.post("/costs/import/", {}).status_code == 422


def test_many_problems_are_cut(analyst: Client) -> None:
    page = check(
        analyst, HEAD + "".join(f"2026-11-01,google,cpc,{n},x,USD\n" for n in range(60))
    ).content.decode()
    assert "and 10 more" in page


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.COMPLIANCE).user)
    assert client.get("/costs/import/").status_code == 403
    assert client.post("/costs/import/", {"checked": GOOD}).status_code == 403
    assert not AdSpend.objects.exists()
