"""Looks at a landing address as a visit would be recorded, and at what was spoiled on the way. It opens nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from attribution.visits.arrival import AD, AD_GROUP, CLICK_IDS, LONGEST, UTM, Arrival, read
from attribution.visits.channels import channel

Words = str | Promise
LONGEST_URL = 2000
NAMES = (*UTM, *AD_GROUP, *AD, *CLICK_IDS)
# Left as they are by a platform that does not know them, or by an address that was copied instead of clicked.
PLACEHOLDER = re.compile(r"\{\{?[^{}]+\}?\}|__[A-Z_]{3,}__|\[[a-z_ ]{3,}\]")
ENCODED = re.compile(r"%(25)*[0-9A-Fa-f]{2}")
# Click ids in mixed case; of so many letters hardly one would be all small by chance.
MIXED_CASE = ("gclid", "gbraid", "wbraid", "dclid", "fbclid", "ttclid", "epik")
LETTERS = 12
NESTED = re.compile(r"^https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the parameter, what is wrong with it, and how bad (bad: data is lost; warn)."""

    name: str
    text: Words
    tone: str = "bad"


@dataclass(frozen=True, slots=True)
class Landing:
    """What a visit at the address would be recorded as, and the faults."""

    arrival: Arrival
    channel: str
    faults: Sequence[Fault]

    @property
    def facts(self) -> list[tuple[Words, str]]:
        """Each recorded fact with its name; "" where nothing was said."""
        utm = self.arrival.utm
        return [
            (_("Channel"), self.channel),
            (_("Source"), utm.get("utm_source", "")),
            (_("Medium"), utm.get("utm_medium", "")),
            (_("Campaign"), utm.get("utm_campaign", "")),
            (_("Ad group"), self.arrival.ad_group),
            (_("Ad"), self.arrival.ad),
            (_("Keyword"), utm.get("utm_term", "")),
            *((name, value) for name, value in self.arrival.click_ids.items()),
        ]


def inspect(url: str, landed: str = "") -> Landing:
    """Of an advertisement's address; `landed`: where a click on it really ended, to find what redirects dropped.

    Recorded is what arrives, so the facts are those of `landed` where it is given. Raises ValueError for no address.
    """
    for one in (url, landed or url):
        parts = urlsplit(one)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(one)
    arrived = landed or url
    arrival = read(arrived, "")
    faults = [*_lost(url, landed), *_spoiled(arrived), *_missing(arrival)]
    return Landing(arrival, channel(arrival), faults)


def _lost(url: str, landed: str) -> Iterator[Fault]:
    if not landed:
        return
    sent, came = _values(url), _values(landed)
    for name, value in sent.items():
        if PLACEHOLDER.search(value):
            continue
        if name not in came:
            yield Fault(name, _("A redirect drops it."))
        elif came[name] != value:
            lowered = came[name] == value.lower()
            yield Fault(name, _("A redirect lower-cases it.") if lowered else _("A redirect changes it."))


def _spoiled(url: str) -> Iterator[Fault]:
    pairs = _pairs(url)
    seen: dict[str, str] = {}
    for given, value in pairs:
        name = given.lower()
        if name.startswith("amp;"):
            yield Fault(given, _("“&amp;” stands in the address in place of “&”."))
        elif name in _KNOWN:
            yield from _of_value(_KNOWN[name], value)
            if seen.setdefault(name, value) != value:
                yield Fault(_KNOWN[name], _("It is there more than once; the first counts."), "warn")
        elif NESTED.match(value):
            yield Fault(
                given,
                _("It holds another address: test where a click ends, a redirect may drop parameters."),
                "warn",
            )


def _of_value(name: str, value: str) -> Iterator[Fault]:
    if PLACEHOLDER.search(value):
        yield Fault(name, _("The platform did not fill the placeholder in."))
    elif ENCODED.search(value):
        yield Fault(name, _("It is encoded twice."))
    if "?" in value:
        yield Fault(name, _("A second “?” stands in the address; it should be “&”."))
    if len(value) > LONGEST:
        yield Fault(name, _("It is too long and is not recorded."))
    letters = [letter for letter in value if letter.isalpha()]
    if name in MIXED_CASE and len(letters) >= LETTERS and value == value.lower():
        yield Fault(name, _("It was lower-cased, so the platform will not know it again."))


def _missing(arrival: Arrival) -> Iterator[Fault]:
    if not arrival.is_campaign:
        yield Fault(
            "utm_source", _("Nothing says where the visit is from: no utm parameter and no click id.")
        )
        return
    for name in ("utm_source", "utm_medium", "utm_campaign"):
        if not arrival.utm.get(name):
            yield Fault(name, _("It is missing: no costs can be matched with the visit."), "warn")


def _values(url: str) -> Mapping[str, str]:
    """Known parameter -> first value."""
    found: dict[str, str] = {}
    for given, value in _pairs(url):
        if given.lower() in _KNOWN:
            found.setdefault(_KNOWN[given.lower()], value)
    return found


def _pairs(url: str) -> list[tuple[str, str]]:
    parts = urlsplit(url)
    behind = parts.fragment.partition("?")[2] or parts.fragment
    return [*parse_qsl(parts.query), *(parse_qsl(behind) if "=" in behind else [])]


_KNOWN = {name.lower(): name for name in NAMES}
