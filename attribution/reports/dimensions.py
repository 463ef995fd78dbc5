"""What a report can be broken down by: a visit's value, as SQL over the table alias `v`, and a spend's value."""

from collections.abc import Callable

from attribution.models import AdSpend
from attribution.visits.arrival import Arrival
from attribution.visits.channels import channel

UNATTRIBUTED = "Unattributed"


def _named_sql(column: str) -> str:
    return f"CASE WHEN v.{column} <> '' THEN v.{column} ELSE '(' || lower(v.channel) || ')' END"


def _named(name: str, spend: AdSpend) -> str:
    return name or f"({_spend_channel(spend).lower()})"


def _spend_channel(spend: AdSpend) -> str:
    utm = {"utm_source": spend.source, "utm_medium": spend.medium, "utm_campaign": spend.campaign}
    return channel(Arrival({name: value for name, value in utm.items() if value}))


OF_VISIT: dict[str, str] = {
    "campaign": _named_sql("utm_campaign"),
    "source": _named_sql("utm_source"),
    "channel": "v.channel",
    "keyword": _named_sql("utm_term"),
    "landing_page": "coalesce(nullif(regexp_replace(v.landing_page_url, '^[A-Za-z]+://|[?#].*$', '', 'g'), ''), '(none)')",
}
# None: the platform does not tell.
OF_SPEND: dict[str, Callable[[AdSpend], str | None]] = {
    "campaign": lambda spend: _named(spend.campaign, spend),
    "source": lambda spend: _named(spend.source, spend),
    "channel": _spend_channel,
    "keyword": lambda spend: _named(spend.keyword, spend),
    "landing_page": lambda spend: None,
}
DIMENSIONS = tuple(OF_VISIT)
