"""Where visitors come from: campaigns with keywords, what a click costs, how many call and how many of those buy."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SITE = "https://northwind.example"
HOURS = (1, 1, 1, 1, 1, 2, 5, 12, 20, 22, 20, 18, 15, 17, 18, 17, 15, 11, 7, 5, 4, 3, 2, 1)
WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 1.05, 0.7, 0.45)


PLACES = (
    "",
    "oakland",
    "san jose",
    "fremont",
    "berkeley",
    "reno",
    "hayward",
    "san francisco",
    "sacramento",
    "stockton",
    "modesto",
    "fresno",
    "concord",
    "vallejo",
    "fairfield",
    "richmond",
    "antioch",
    "daly city",
    "san mateo",
    "vacaville",
    "livermore",
    "tracy",
    "union city",
    "redwood city",
    "alameda",
    "pleasanton",
    "napa",
    "san rafael",
    "petaluma",
    "davis",
    "walnut creek",
    "milpitas",
    "cupertino",
    "palo alto",
    "gilroy",
    "novato",
    "dublin",
    "los gatos",
    "santa cruz",
    "salinas",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """One way to the site. `cost` of a click in dollars; `weight` of its traffic; `buys`: chance that a call converts."""

    source: str
    medium: str
    campaign: str
    channel: str
    page: str
    keywords: tuple[str, ...]
    click_id: str
    cost: float
    weight: float
    buys: float

    @property
    def crowd_keywords(self) -> tuple[str, ...]:
        """The keywords with and without the name of a place, as large accounts bid on them."""
        return tuple(f"{word} {place}".strip() for word in self.keywords if word for place in PLACES) or ("",)


def _search(campaign: str, page: str, keywords: str, cost: float, weight: float, buys: float) -> Origin:
    return Origin(
        "google",
        "cpc",
        campaign,
        "Paid Search",
        page,
        tuple(keywords.split(", ")),
        "gclid",
        cost,
        weight,
        buys,
    )


ORIGINS = (
    _search(
        "Furnace repair",
        "/furnace-repair",
        "furnace repair near me, furnace not heating, emergency furnace repair, gas furnace repair cost",
        9.4,
        14,
        0.46,
    ),
    _search(
        "New furnace",
        "/furnace-quote",
        "new furnace cost, furnace replacement, high efficiency furnace",
        12.2,
        8,
        0.3,
    ),
    _search(
        "AC repair", "/ac-repair", "ac repair near me, air conditioner not cooling, ac tune up", 8.1, 11, 0.41
    ),
    _search(
        "Heat pumps",
        "/heat-pumps",
        "heat pump installation, ductless mini split, heat pump rebate",
        10.8,
        6,
        0.27,
    ),
    _search("Brand", "/", "northwind heating, northwind hvac", 1.3, 7, 0.58),
    _search(
        "Water heaters", "/water-heaters", "water heater replacement, tankless water heater", 7.7, 5, 0.33
    ),
    _search("Thermostat sale", "/thermostats", "smart thermostat install, thermostat wiring", 5.9, 5, 0.09),
    Origin(
        "bing",
        "cpc",
        "Heating service",
        "Paid Search",
        "/",
        ("heating service", "hvac company"),
        "msclkid",
        5.2,
        5,
        0.38,
    ),
    Origin(
        "facebook",
        "paid-social",
        "Clean air autumn",
        "Paid Social",
        "/indoor-air",
        ("",),
        "fbclid",
        2.1,
        9,
        0.11,
    ),
    Origin("facebook", "paid-social", "Retargeting", "Paid Social", "/plans", ("",), "fbclid", 1.6, 4, 0.24),
    Origin("newsletter", "email", "Season tips", "Email", "/plans", ("",), "", 0.0, 4, 0.4),
    Origin("google", "organic", "", "Organic Search", "/", ("",), "", 0.0, 16, 0.37),
    Origin("", "", "", "Direct", "/", ("",), "", 0.0, 11, 0.44),
    Origin("yelp.com", "referral", "", "Referral", "/", ("",), "", 0.0, 4, 0.35),
    Origin("chatgpt.com", "referral", "", "AI Assistants", "/furnace-repair", ("",), "", 0.0, 2, 0.5),
)
WEIGHTS = tuple(origin.weight for origin in ORIGINS)


def draw_moment(draw: random.Random, last: datetime, days: int) -> datetime:
    """A moment of the `days` before `last`: busy in the morning and on Mondays, a little more of it every week."""
    while True:
        back = draw.random() ** 1.15 * days
        day = (last - timedelta(days=back)).astimezone(UTC)
        if draw.random() * 1.25 < WEEKDAYS[day.weekday()]:
            hour = draw.choices(range(24), HOURS)[0]
            at = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
                hours=hour + 8, seconds=draw.random() * 3600
            )
            return min(at, last - timedelta(minutes=draw.random() * 120))
