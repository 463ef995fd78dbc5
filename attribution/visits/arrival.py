"""What a page address and a referrer say about how somebody came. Values are verbatim: click ids are case-sensitive."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
CLICK_IDS = (
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "msclkid",
    "fbclid",
    "ttclid",
    "li_fat_id",
    "twclid",
    "rdt_cid",
    "epik",
    "ScCid",
)
_CLICK_ID_BY_LOWER = {name.lower(): name for name in CLICK_IDS}
LONGEST = 500
_UNSTORABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a page view came about; empty strings and dicts where nothing was said."""

    utm: Mapping[str, str] = field(default_factory=dict)
    click_ids: Mapping[str, str] = field(default_factory=dict)
    referrer_host: str = ""

    @property
    def is_campaign(self) -> bool:
        """Whether the address carries a campaign or a click id."""
        return bool(self.utm or self.click_ids)


def storable(text: str) -> str:
    """`text` without control characters and lone surrogates, which the database refuses or nobody can see."""
    return _UNSTORABLE.sub("", text)


def read(url: str, referrer: str) -> Arrival:
    """Parses leniently: a broken address gives an empty arrival. A referrer of the same host is no referrer."""
    try:
        parts, origin = urlsplit(url), urlsplit(referrer)
        pairs = parse_qsl(parts.query)
        host, own = (origin.hostname or "").lower(), (parts.hostname or "").lower()
    except ValueError:
        return Arrival()
    utm: dict[str, str] = {}
    click_ids: dict[str, str] = {}
    for name, value in pairs:
        # Percent-encoding can hide what the address itself may not hold.
        lower, value = name.lower(), storable(value).strip()
        if not value or value.lower() == "null" or len(value) > LONGEST:
            continue
        if lower in UTM:
            utm.setdefault(lower, value[:200])
        elif lower in _CLICK_ID_BY_LOWER:
            click_ids.setdefault(_CLICK_ID_BY_LOWER[lower], value)
    return Arrival(utm, click_ids, "" if _bare(host) == _bare(own) else _bare(host))


def _bare(host: str) -> str:
    return host.removeprefix("www.")
