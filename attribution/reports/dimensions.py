"""What a report can be broken down by: a visit's value and a spend's value of each dimension."""

from collections.abc import Callable
from urllib.parse import urlsplit

from attribution.models import AdSpend, Visit
from attribution.visits.arrival import Arrival
from attribution.visits.channels import channel

UNATTRIBUTED = "Unattributed"


def _named(name: str, visit_channel: str) -> str:
    return name or f"({visit_channel.lower()})"


def _spend_channel(spend: AdSpend) -> str:
    utm = {"utm_source": spend.source, "utm_medium": spend.medium, "utm_campaign": spend.campaign}
    return channel(Arrival({name: value for name, value in utm.items() if value}))


def _page(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" or "(none)"


OF_VISIT: dict[str, Callable[[Visit], str]] = {
    "campaign": lambda visit: _named(visit.utm_campaign, visit.channel),
    "source": lambda visit: _named(visit.utm_source, visit.channel),
    "channel": lambda visit: visit.channel,
    "keyword": lambda visit: _named(visit.utm_term, visit.channel),
    "landing_page": lambda visit: _page(visit.landing_page_url),
}
OF_SPEND: dict[str, Callable[[AdSpend], str | None]] = {
    "campaign": lambda spend: _named(spend.campaign, _spend_channel(spend)),
    "source": lambda spend: _named(spend.source, _spend_channel(spend)),
    "channel": _spend_channel,
    "keyword": lambda spend: _named(spend.keyword, _spend_channel(spend)),
    "landing_page": lambda spend: None,
}
DIMENSIONS = tuple(OF_VISIT)
