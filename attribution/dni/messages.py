"""What the snippet sends, checked field by field."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from attribution.models import Touchpoint
from attribution.visits.arrival import parameter, storable
from attribution.visits.services import COOKIES, PageView

LONGEST_URL = 8000
LONGEST_TARGET = 40
MOST_TARGETS = 50
MOST_CUSTOM, LONGEST_CUSTOM = 20, 200
KINDS = (Touchpoint.Kind.PAGE.value, Touchpoint.Kind.TEL_CLICK.value, Touchpoint.Kind.FORM.value, "beat")
IDENTIFIERS = ("email", "phone")
TEST = "ringtrace_test"


class BadMessage(ValueError):
    """A field cannot be used; the message begins with its name."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `targets`: phone numbers as the page writes them; `identifiers`: what a form was told (email, phone).

    `upgrade`: the page view was sent before without consent, and now there is consent. `test`: a number that whoever tries
    the site out wants to see.
    """

    site_key: str
    view: PageView
    targets: list[str]
    identifiers: dict[str, str]
    upgrade: bool
    test: str


def read_message(body: bytes, user_agent: str, *, gpc: bool = False) -> Message:
    """One message of the snippet; `gpc`: the request itself says Global Privacy Control. Raises BadMessage."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("body: no JSON") from None
    if not isinstance(data, dict):
        raise BadMessage("body: no JSON object")
    kind = data.get("kind", "page")
    if kind not in KINDS:
        raise BadMessage(f"kind: one of {', '.join(KINDS)}")
    view = _view(data, kind, user_agent, gpc=gpc)
    targets = data.get("targets", [])
    if (
        not isinstance(targets, list)
        or len(targets) > MOST_TARGETS
        or not all(isinstance(target, str) and len(target) <= LONGEST_TARGET for target in targets)
    ):
        raise BadMessage(f"targets: a list of at most {MOST_TARGETS} numbers")
    return Message(
        _text(data, "site_key", 40),
        view,
        targets,
        _strings(data, "identifiers", IDENTIFIERS),
        data.get("upgrade") is True,
        _test(view.landing or view.url),
    )


def _test(url: str) -> str:
    """A plus in an address is a space to those who do not know better."""
    return parameter(url, TEST).replace(" ", "+", 1) if TEST in url else ""


def _view(data: dict[str, Any], kind: str, user_agent: str, *, gpc: bool) -> PageView:
    return PageView(
        event_id=_uuid(data, "event_id") or uuid.uuid4(),
        visitor=_uuid(data, "visitor"),
        url=_url(data, "url"),
        landing=_url(data, "landing") if data.get("landing") else "",
        referrer=_text(data, "referrer", LONGEST_URL),
        user_agent=storable(user_agent),
        cookies=_strings(data, "cookies", COOKIES),
        consent=_consent(data),
        kind=kind,
        gpc=gpc or data.get("gpc") is True,
        custom=_custom(data),
        touch=data.get("touch") is True,
        number=_text(data, "number", LONGEST_TARGET) if kind == Touchpoint.Kind.TEL_CLICK else "",
    )


def _text(data: dict[str, Any], name: str, longest: int) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or "\x00" in value:
        raise BadMessage(f"{name}: no text")
    return storable(value)[:longest]


def _url(data: dict[str, Any], name: str) -> str:
    value = _text(data, name, LONGEST_URL)
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        raise BadMessage(f"{name}: no web address")
    return value


def _uuid(data: dict[str, Any], name: str) -> uuid.UUID | None:
    value = data.get(name)
    if value in (None, ""):
        return None
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise BadMessage(f"{name}: no UUID") from None


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise BadMessage(f"{name}: no object")
    return value


def _strings(data: dict[str, Any], name: str, keys: tuple[str, ...]) -> dict[str, str]:
    value = _object(data, name)
    return {key: storable(str(value[key]))[:600] for key in keys if value.get(key)}


def _custom(data: dict[str, Any]) -> dict[str, str]:
    """The first few parameters of the site's own that are texts, numbers or yes and no."""
    plain = (
        (key, value) for key, value in _object(data, "custom").items() if isinstance(value, str | int | float)
    )
    return {
        storable(key)[:40]: storable(str(value))[:LONGEST_CUSTOM] for key, value in list(plain)[:MOST_CUSTOM]
    }


def _consent(data: dict[str, Any]) -> dict[str, bool]:
    value = _object(data, "consent")
    return {storable(key)[:40]: granted is True for key, granted in list(value.items())[:10]}
