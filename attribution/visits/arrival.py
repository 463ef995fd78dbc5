"""What a page address and a referrer say about how somebody came. Values are verbatim: click ids are case-sensitive."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

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
# Names that tagging templates give the ad group and the ad, the most telling first.
AD_GROUP = ("utm_adgroup", "adgroup", "adgroupid", "hsa_grp")
AD = ("utm_ad", "adid", "creative", "hsa_ad")
_HARMLESS = {*UTM, *AD_GROUP, *AD}
LONGEST = 500
LONGEST_URL = 2000  # of what is stored; read is more, so that no click id is cut
_UNSTORABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a page view came about; empty strings and dicts where nothing was said."""

    utm: Mapping[str, str] = field(default_factory=dict)
    click_ids: Mapping[str, str] = field(default_factory=dict)
    referrer_host: str = ""
    ad_group: str = ""
    ad: str = ""

    @property
    def is_campaign(self) -> bool:
        """Whether the address carries a campaign or a click id."""
        return bool(self.utm or self.click_ids)


def storable(text: str) -> str:
    """`text` without control characters and lone surrogates, which the database refuses or nobody can see."""
    return _UNSTORABLE.sub("", text)


def read(url: str, referrer: str) -> Arrival:
    """Parses leniently: a broken address gives an empty arrival. A referrer of the same host is no referrer.

    Parameters behind `#`, where some applications keep them, count after those of the query.
    """
    try:
        parts, before = urlsplit(url), urlsplit(referrer)
        host, own = (before.hostname or "").lower(), (parts.hostname or "").lower()
        values = _first_values(parts)
    except ValueError:
        return Arrival()
    return Arrival(
        {name: values[name][:200] for name in UTM if name in values},
        {_CLICK_ID_BY_LOWER[name]: value for name, value in values.items() if name in _CLICK_ID_BY_LOWER},
        "" if _bare(host) == _bare(own) else _bare(host),
        _named(values, AD_GROUP),
        _named(values, AD),
    )


def plain(url: str) -> str:
    """The address with nothing that could tell one person from another: campaign parameters stay, all others go.

    A broken address is empty, and one that gets too long to be stored is cut.
    """
    try:
        parts = urlsplit(url)
        kept = [(name, value) for name, value in _pairs(parts) if name.lower() in _HARMLESS]
        kept_parts = parts._replace(netloc=_without_login(parts), query=urlencode(kept), fragment="")
        return kept_parts.geturl()[:LONGEST_URL]
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme and host of an address, at most as much as is stored; empty where it has none."""
    try:
        parts = urlsplit(url)
        return (
            f"{parts.scheme}://{_without_login(parts)}/"[:LONGEST_URL]
            if parts.scheme and parts.hostname
            else ""
        )
    except ValueError:
        return ""


def parameter(url: str, name: str) -> str:
    """The first value of a parameter, exactly as it was named; empty where there is none."""
    try:
        return next((value for given, value in _pairs(urlsplit(url)) if given == name), "")
    except ValueError:
        return ""


def _pairs(parts: SplitResult) -> list[tuple[str, str]]:
    pairs = parse_qsl(parts.query)
    return (
        [*pairs, *parse_qsl(parts.fragment.partition("?")[2] or parts.fragment)]
        if "=" in parts.fragment
        else pairs
    )


def _first_values(parts: SplitResult) -> dict[str, str]:
    """Lower-cased name -> first usable value."""
    values: dict[str, str] = {}
    for name, value in _storable(_pairs(parts)):
        values.setdefault(name.lower(), value)
    return values


def _storable(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without values that say nothing or cannot be kept whole. Percent-encoding can hide what no address may hold."""
    for name, given in pairs:
        value = storable(given).strip()
        if value and value.lower() != "null" and len(value) <= LONGEST:
            yield name, value


def _named(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((values[name][:200] for name in names if name in values), "")


def _without_login(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _bare(host: str) -> str:
    return host.removeprefix("www.")
