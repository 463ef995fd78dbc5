"""Channel of an arrival: the first rule that fits (order and patterns after Google's default channel grouping).

Our own among them: what assistants send, with and without pay, and click ids that only advertisements carry.
"""

import re
from collections.abc import Callable

from attribution.visits.arrival import Arrival
from attribution.visits.preferences import Preferences, preferences
from attribution.visits.sources import category, is_below

PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
SHOP = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
ABSENT = ("", "null")
NOT_SET = ("", "(none)", "(not set)")
DISPLAY = {"display", "banner", "expandable", "interstitial", "cpm"}
SOCIAL_MEDIA = {"social", "social-network", "social-media", "sm", "social network", "social media"}
EMAIL = ("email", "e-mail", "e_mail", "e mail")
OFFLINE_MEDIA = {
    "offline",
    "print",
    "radio",
    "tv",
    "television",
    "mailing",
    "direct mail",
    "billboard",
    "event",
}
PAID_SEARCH_IDS = {"gclid", "gbraid", "wbraid", "msclkid"}
PAID_SOCIAL_IDS = {"ttclid", "li_fat_id", "twclid", "rdt_cid", "ScCid"}
# What a click id says about the source where nothing else does.
SOURCE_OF_ID = {
    "gclid": "google",
    "gbraid": "google",
    "wbraid": "google",
    "msclkid": "bing",
    "fbclid": "facebook",
    "ttclid": "tiktok",
    "li_fat_id": "linkedin",
    "twclid": "twitter",
    "rdt_cid": "reddit",
    "epik": "pinterest",
    "ScCid": "snapchat",
}


class _Facts:
    """Lower-cased values the rules look at. A referrer is the source where the address names none."""

    def __init__(self, arrival: Arrival, own: Preferences) -> None:
        self.ids = arrival.click_ids.keys()
        self.referrer = arrival.referrer_host
        self.medium = _lower(arrival, "utm_medium")
        self.campaign = _lower(arrival, "utm_campaign")
        named = _lower(arrival, "utm_source")
        implied = next((SOURCE_OF_ID[one] for one in self.ids if one in SOURCE_OF_ID), "")
        self.source = named or self.referrer or implied
        self.referred = bool(self.referrer) and not (named or self.medium)
        self.category = category(self.source.removeprefix("www."), own.categories)
        self.pays = bool(PAID.match(self.medium))
        self.shops = bool(SHOP.match(self.campaign))

    def clicked(self, ids: set[str]) -> bool:
        """Whether an advertisement's click id came and the medium does not speak against it."""
        return bool(self.ids & ids) and (self.pays or self.medium in NOT_SET)

    def is_direct(self) -> bool:
        """Whether nothing tells where the arrival is from."""
        nowhere = not self.source and not self.medium
        said = self.source == "(direct)" and self.medium in NOT_SET[1:]
        return (nowhere or said) and not (self.ids or self.referrer or self.campaign)


DIRECT, UNASSIGNED = "Direct", "Unassigned"
RULES: tuple[tuple[str, Callable[[_Facts], bool]], ...] = (
    (DIRECT, _Facts.is_direct),
    ("Cross-network", lambda f: "cross-network" in f.campaign),
    ("AI Ads", lambda f: f.category == "assistant_ads" or (f.category == "assistant" and f.pays)),
    ("Paid Shopping", lambda f: (f.category == "shopping" or f.shops) and f.pays),
    ("Paid Search", lambda f: (f.category == "search" and f.pays) or f.clicked(PAID_SEARCH_IDS)),
    ("Paid Social", lambda f: (f.category == "social" and f.pays) or f.clicked(PAID_SOCIAL_IDS)),
    ("Paid Video", lambda f: f.category == "video" and f.pays),
    ("Display", lambda f: f.medium in DISPLAY or f.clicked({"dclid"})),
    ("Paid Other", lambda f: f.pays),
    ("Organic Shopping", lambda f: f.category == "shopping" or f.shops),
    ("Organic Social", lambda f: f.category == "social" or f.medium in SOCIAL_MEDIA),
    ("Organic Video", lambda f: f.category == "video" or "video" in f.medium),
    ("AI Assistants", lambda f: f.category == "assistant"),
    ("Organic Search", lambda f: f.category == "search" or f.medium == "organic"),
    ("Referral", lambda f: f.medium in ("referral", "app", "link") or f.referred),
    ("Email", lambda f: any(word in f.source or word in f.medium for word in EMAIL)),
    ("Affiliates", lambda f: f.medium == "affiliate"),
    ("Audio", lambda f: f.medium == "audio"),
    ("SMS", lambda f: "sms" in (f.source, f.medium)),
    (
        "Push",
        lambda f: (
            f.medium.endswith("push")
            or "mobile" in f.medium
            or "notification" in f.medium
            or f.source == "firebase"
        ),
    ),
    ("Offline number", lambda f: f.medium in OFFLINE_MEDIA),
)
CHANNELS = (*(name for name, _ in RULES), UNASSIGNED)


def channel(arrival: Arrival) -> str:
    """The channel's name, by the rules of the account in scope and then by ours; "Unassigned" when no rule fits.

    Who only comes back (`begins_touch`) was sent by nobody: a visit that begins so is Direct.
    """
    own = preferences()
    facts = _Facts(arrival, own)
    if own.rules:
        texts = {
            "source": facts.source,
            "medium": facts.medium,
            "campaign": facts.campaign,
            "referrer": facts.referrer,
        }
        for rule in own.rules:
            if rule.fits(texts):
                return rule.channel
    if not begins_touch(arrival):
        return DIRECT
    return next((name for name, fits in RULES if fits(facts)), UNASSIGNED)


def begins_touch(arrival: Arrival) -> bool:
    """False for who comes back from a payment provider or from a site on the account's list, without a campaign."""
    if arrival.is_campaign or not arrival.referrer_host:
        return True
    paying = category(arrival.referrer_host) == "payment"
    return not (paying or is_below(arrival.referrer_host, preferences().no_touch))


def _lower(arrival: Arrival, name: str) -> str:
    text = arrival.utm.get(name, "").strip().lower()
    return "" if text in ABSENT else text
