"""Visitors of the site: page views through POST /v1/swap, some of them with a call afterwards."""

import random
import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from config.demo.campaigns import CAMPAIGNS, Campaign

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
PAGES = ("/", "/furnace-repair", "/plans", "/about", "/reviews", "/financing")


@dataclass(frozen=True, slots=True)
class Landed:
    """A visitor on the page and the number it shows (the page's own where none was leased)."""

    campaign: Campaign
    visitor: str
    url: str
    number: str


class Browser:
    """One visitor's browser."""

    def __init__(self, product_url: str, site_key: str, office: str, draw: random.Random) -> None:
        self._http = httpx.Client(
            base_url=product_url, headers={"User-Agent": AGENT}, timeout=15.0, trust_env=False
        )
        self._site_key = site_key
        self._office = office
        self._draw = draw

    def land(self, campaign: Campaign, *, consents: bool = True) -> Landed:
        """Opens a landing page. Raises httpx.HTTPStatusError when the product refuses the page view."""
        url, referrer = campaign.arrival(self._draw)
        data = self._send(url, referrer, None, "page", consents=consents)
        swap = data["swaps"].get(self._office)
        return Landed(campaign, data["visitor"] or "", url, swap["number"] if swap else self._office)

    def look_around(self, landed: Landed) -> None:
        """One more page."""
        if landed.visitor:
            page = landed.url.split("/", 3)
            self._send(f"{page[0]}//{page[2]}{self._draw.choice(PAGES)}", landed.url, landed.visitor, "page")

    def click_number(self, landed: Landed) -> None:
        """A tap on the number."""
        if landed.visitor:
            self._send(landed.url, "", landed.visitor, "tel_click")

    def _send(
        self, url: str, referrer: str, visitor: str | None, kind: str, *, consents: bool = True
    ) -> dict[str, Any]:
        message = {
            "site_key": self._site_key,
            "event_id": str(uuid.uuid4()),
            "visitor": visitor,
            "url": url,
            "referrer": referrer,
            "kind": kind,
            "targets": [self._office] if kind == "page" else [],
            "cookies": {},
            "consent": {"analytics": consents, "ad_user_data": consents},
        }
        response = self._http.post("/v1/swap", json=message)
        response.raise_for_status()
        data: dict[str, Any] = response.json()
        return data


def draw_campaign(draw: random.Random) -> Campaign:
    """A campaign by its share of the traffic."""
    return draw.choices(CAMPAIGNS, [campaign.weight for campaign in CAMPAIGNS])[0]
