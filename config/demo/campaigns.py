"""Where the demo's visitors come from, and what that cost."""

import csv
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

SITE = "https://northwind.example"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One way to the site. `click_id`: the parameter the ad platform adds; `cost` of the day in dollars."""

    source: str
    medium: str
    name: str
    keyword: str
    page: str
    referrer: str
    click_id: str
    cost: float
    clicks: int
    weight: float

    def arrival(self, draw: random.Random) -> tuple[str, str]:
        """Address and referrer of one arrival."""
        query = {
            "utm_source": self.source if self.name else "",
            "utm_medium": self.medium if self.name else "",
            "utm_campaign": self.name,
            "utm_term": self.keyword,
        }
        if self.click_id:
            query[self.click_id] = (
                f"{self.click_id[:2].upper()}_{uuid.UUID(int=draw.getrandbits(128), version=4).hex}"
            )
        kept = {name: value for name, value in query.items() if value}
        return f"{SITE}{self.page}{'?' + urlencode(kept) if kept else ''}", self.referrer


GOOGLE, BING, FACEBOOK = "https://www.google.com/", "https://www.bing.com/", "https://l.facebook.com/"
CAMPAIGNS = (
    Campaign(
        "google",
        "cpc",
        "Furnace repair",
        "furnace repair near me",
        "/furnace-repair",
        GOOGLE,
        "gclid",
        182.40,
        24,
        5,
    ),
    Campaign(
        "google", "cpc", "New furnace", "new furnace cost", "/furnace-quote", GOOGLE, "gbraid", 141.15, 15, 3
    ),
    Campaign(
        "google", "cpc", "Maintenance plan", "hvac maintenance plan", "/plans", GOOGLE, "gclid", 64.80, 12, 3
    ),
    Campaign("bing", "cpc", "Heating service", "heating service", "/", BING, "msclkid", 38.25, 9, 2),
    Campaign(
        "facebook", "paid-social", "Clean air autumn", "", "/indoor-air", FACEBOOK, "fbclid", 96.00, 40, 3
    ),
    Campaign("newsletter", "email", "November tips", "", "/plans", "", "", 0.0, 0, 1),
    Campaign("google", "organic", "", "", "/", GOOGLE, "", 0.0, 0, 2),
    Campaign("", "", "", "", "/", "", "", 0.0, 0, 2),
)


def write_costs(file: Path, day: date) -> None:
    """The day's ad spend as the CSV that `import_costs` reads."""
    paid: Iterable[Campaign] = (campaign for campaign in CAMPAIGNS if campaign.cost)
    with file.open("w", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(
            [
                "date",
                "source",
                "medium",
                "campaign",
                "ad_group",
                "keyword",
                "cost",
                "currency",
                "clicks",
                "impressions",
            ]
        )
        for row in paid:
            writer.writerow(
                [
                    day,
                    row.source,
                    row.medium,
                    row.name,
                    "",
                    row.keyword,
                    f"{row.cost:.2f}",
                    "USD",
                    row.clicks,
                    row.clicks * 31,
                ]
            )
