"""Channels of arrivals."""

import pytest

from attribution.visits.arrival import read
from attribution.visits.channels import channel

PAGE = "https://northwind.example/"


@pytest.mark.parametrize(
    ("query", "referrer", "expected"),
    [
        ("", "", "Direct"),
        ("", "https://www.google.com/", "Organic Search"),
        ("", "https://northwind.example/a", "Direct"),
        ("", "https://www.northwind.example/a", "Direct"),
        ("", "https://blog.partner.example/post", "Referral"),
        ("", "https://chatgpt.com/", "AI Assistants"),
        ("?gclid=abc", "https://www.google.com/", "Paid Search"),
        ("?gbraid=abc", "", "Paid Search"),
        ("?msclkid=abc", "https://www.bing.com/", "Paid Search"),
        ("?fbclid=abc", "https://l.facebook.com/", "Organic Social"),
        ("?fbclid=abc&utm_source=facebook&utm_medium=paid-social", "", "Paid Social"),
        ("?utm_source=google&utm_medium=cpm", "", "Paid Search"),
        ("?utm_source=acme&utm_medium=cpc", "", "Paid Other"),
        ("?utm_source=acme&utm_medium=unpaid", "", "Unassigned"),
        ("?utm_source=adnet&utm_medium=banner", "", "Display"),
        ("?utm_source=news&utm_medium=e-mail", "", "Email"),
        ("?utm_source=sms", "", "SMS"),
        ("?utm_source=null&utm_medium=", "", "Direct"),
        ("?utm_campaign=cross-network&gclid=x", "", "Cross-network"),
    ],
)
def test_channel(query: str, referrer: str, expected: str) -> None:
    assert channel(read(PAGE + query, referrer)) == expected


def test_click_ids_keep_their_case_and_their_names_may_vary() -> None:
    arrival = read(PAGE + "?GCLID=Cj0-AbC_d&sccid=X1&utm_Campaign=Spring%20Sale", "")
    assert arrival.click_ids == {"gclid": "Cj0-AbC_d", "ScCid": "X1"}
    assert arrival.utm == {"utm_campaign": "Spring Sale"}


def test_a_broken_address_is_an_empty_arrival() -> None:
    assert not read("https://[bad", "https://[bad").is_campaign
