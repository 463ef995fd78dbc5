"""What the snippet sends, checked field by field."""

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

from attribution.models import Touchpoint
from attribution.visits.arrival import storable
from attribution.visits.services import COOKIES, PageView

LONGEST_URL = 2000
LONGEST_TARGET = 40
MOST_TARGETS = 20
KINDS = (Touchpoint.Kind.PAGE.value, Touchpoint.Kind.TEL_CLICK.value, Touchpoint.Kind.FORM.value, "beat")


class BadMessage(ValueError):
    """A field cannot be used; the message begins with its name."""


def read_message(body: bytes, user_agent: str) -> tuple[str, PageView, list[str]]:
    """Site key, page view and swap targets (E.164) of one message. Raises BadMessage."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("body: no JSON") from None
    if not isinstance(data, dict):
        raise BadMessage("body: no JSON object")
    kind = data.get("kind", "page")
    if kind not in KINDS:
        raise BadMessage(f"kind: one of {', '.join(KINDS)}")
    view = PageView(
        event_id=_uuid(data, "event_id") or uuid.uuid4(),
        visitor=_uuid(data, "visitor"),
        url=_url(data, "url"),
        referrer=_text(data, "referrer", LONGEST_URL),
        user_agent=storable(user_agent),
        cookies=_strings(data, "cookies", COOKIES),
        consent=_consent(data),
        kind=kind,
    )
    targets = data.get("targets", [])
    if (
        not isinstance(targets, list)
        or len(targets) > MOST_TARGETS
        or not all(isinstance(target, str) and len(target) <= LONGEST_TARGET for target in targets)
    ):
        raise BadMessage(f"targets: a list of at most {MOST_TARGETS} numbers")
    return _text(data, "site_key", 40), view, targets


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


def _strings(data: dict[str, Any], name: str, keys: tuple[str, ...]) -> dict[str, str]:
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise BadMessage(f"{name}: no object")
    return {key: storable(str(value[key]))[:200] for key in keys if value.get(key)}


def _consent(data: dict[str, Any]) -> dict[str, bool]:
    value = data.get("consent", {})
    if not isinstance(value, dict):
        raise BadMessage("consent: no object")
    return {storable(key)[:40]: granted is True for key, granted in list(value.items())[:10]}
