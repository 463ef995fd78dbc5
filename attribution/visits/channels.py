"""Channel of an arrival: the first rule that fits (order and patterns after Google's default channel grouping)."""

import re
from collections.abc import Callable

from attribution.visits.arrival import Arrival

SEARCH = {"google", "bing", "yahoo", "duckduckgo", "ecosia", "baidu", "yandex", "brave", "qwant", "startpage"}
SOCIAL = {
    "facebook",
    "fb",
    "instagram",
    "ig",
    "linkedin",
    "lnkd.in",
    "pinterest",
    "reddit",
    "snapchat",
    "t.co",
    "tiktok",
    "twitter",
    "x.com",
    "nextdoor",
    "threads",
    "quora",
    "tumblr",
}
VIDEO = {"youtube", "youtu.be", "vimeo", "twitch", "dailymotion"}
ASSISTANTS = {"chatgpt", "chat.openai", "perplexity", "claude", "gemini", "copilot"}
PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
PAID_SEARCH_IDS = {"gclid", "gbraid", "wbraid", "msclkid"}
DISPLAY = {"display", "banner", "expandable", "interstitial", "cpm"}
SOCIAL_MEDIA = {"social", "social-network", "social-media", "sm", "social network", "social media"}
EMAIL = ("email", "e-mail", "e_mail", "e mail")


class _Facts:
    """Lower-cased values the rules look at."""

    def __init__(self, arrival: Arrival) -> None:
        self.medium = arrival.utm.get("utm_medium", "").lower()
        self.source = arrival.utm.get("utm_source", "").lower() or arrival.referrer_host
        self.campaign = arrival.utm.get("utm_campaign", "").lower()
        self.ids = set(arrival.click_ids)
        self.named = bool(arrival.utm.get("utm_source") or self.medium)
        self.paid = bool(PAID.match(self.medium))

    def among(self, names: set[str]) -> bool:
        """Whether the source is one of the names, as a word of its host or as written."""
        labels = set(self.source.split(".")) | {self.source}
        return any(name in labels or (("." in name) and self.source.endswith(name)) for name in names)


RULES: tuple[tuple[str, Callable[[_Facts], bool]], ...] = (
    ("Direct", lambda f: not (f.source or f.medium or f.ids or f.campaign)),
    ("Cross-network", lambda f: "cross-network" in f.campaign),
    (
        "Paid Search",
        lambda f: (
            (f.among(SEARCH) and f.paid) or (bool(f.ids & PAID_SEARCH_IDS) and (f.paid or not f.medium))
        ),
    ),
    ("Paid Social", lambda f: f.among(SOCIAL) and f.paid),
    ("Paid Video", lambda f: f.among(VIDEO) and f.paid),
    ("Display", lambda f: f.medium in DISPLAY),
    ("Paid Other", lambda f: f.paid),
    ("Organic Social", lambda f: f.among(SOCIAL) or f.medium in SOCIAL_MEDIA or "fbclid" in f.ids),
    ("Organic Video", lambda f: f.among(VIDEO) or "video" in f.medium),
    ("AI Assistants", lambda f: f.among(ASSISTANTS)),
    ("Organic Search", lambda f: f.among(SEARCH) or f.medium == "organic"),
    ("Email", lambda f: any(word in f.source or word in f.medium for word in EMAIL)),
    ("Affiliates", lambda f: f.medium == "affiliate"),
    ("SMS", lambda f: "sms" in (f.source, f.medium)),
    ("Referral", lambda f: f.medium in ("referral", "app", "link") or (not f.named and bool(f.source))),
)


def channel(arrival: Arrival) -> str:
    """The channel's name; "Unassigned" when no rule fits."""
    facts = _Facts(arrival)
    return next((name for name, fits in RULES if fits(facts)), "Unassigned")
