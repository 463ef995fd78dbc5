"""Recording what visitors do: one visit per 30 minutes and campaign, one touchpoint per event id."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from attribution.models import Touchpoint, Visitor
from attribution.statements import run
from attribution.visits.arrival import LONGEST_URL, UTM, read
from attribution.visits.channels import channel
from attribution.visits.device import device
from attribution.visits.sql import BEGIN, CONTINUE
from compliance.consent.gate import record_consent
from compliance.tenancy import require_account_id

GAP = timedelta(minutes=30)
BEAT = "beat"
COOKIES = ("fbp", "fbc", "ga_client_id", "ga_session_id")
CONSENT_SOURCE = "banner"


@dataclass(frozen=True, slots=True)
class PageView:
    """One page view as the snippet sent it, already checked for form. `consent`: signal -> granted.

    `landing`: the page that began the visit where that is another one (only the first page has the campaign's
    parameters); `gpc`: Global Privacy Control; `custom`: the site's own parameters; `touch`: the screen takes fingers;
    `number`: what a `tel:` link called, E.164.
    """

    event_id: uuid.UUID
    visitor: uuid.UUID | None
    url: str
    referrer: str
    user_agent: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, bool] = field(default_factory=dict)
    kind: str = Touchpoint.Kind.PAGE
    landing: str = ""
    gpc: bool = False
    custom: Mapping[str, str] = field(default_factory=dict)
    touch: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """How a visit came, as far as numbers are chosen by it; empty where that is not known."""

    channel: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    landing_page_url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The visit a page view belongs to; `fresh` when its visitor has never been here before."""

    pk: int
    visitor_id: int
    visitor_key: uuid.UUID
    fresh: bool
    context: Context = field(default_factory=Context, compare=False)


def record_touchpoint(view: PageView, at: datetime) -> Seen:
    """Stores the touchpoint and returns its visit, new or continued. A repeated event id finds what is there.

    A `beat` is a sign of life and leaves no touchpoint. Call it outside a transaction: its commit does not wait for
    the disk, and neither would the one of a transaction around it.
    """
    key = view.visitor or uuid.uuid4()
    values = statement_values(view, key, at)
    rows = run(CONTINUE if view.visitor else BEGIN, values) or _record_with_care(key, values)
    visit, visitor, *context = rows[0][:-1]
    return Seen(visit, visitor, key, view.visitor is None, Context(*context))


def continue_visit(view: PageView, at: datetime) -> Seen | None:
    """A sign of life of a page that is open: its visit goes on, whatever the page's address says, and none begins; None
    where no visit is open any more.
    """
    if view.visitor is None:
        return None
    values = {**statement_values(view, view.visitor, at), "is_campaign": False}
    rows = run(CONTINUE, values) or _continue_with_care(view.visitor, values)
    if not rows:
        return None
    visit, visitor, *context = rows[0][:-1]
    return Seen(visit, visitor, view.visitor, False, Context(*context))


def _continue_with_care(key: uuid.UUID, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    values = {**values, "careful": True}
    with transaction.atomic():
        visitor = Visitor.objects.select_for_update(no_key=True).filter(key=key).first()
        rows = run(CONTINUE, values) if visitor is not None else []
        if visitor is not None and rows:
            advertise = {"advertise": values["advertise"]}
            record_consent(visitor.subject, advertise, source=CONSENT_SOURCE, at=values["at"])
    return rows


def _record_with_care(key: uuid.UUID, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """A known visitor's new visit or change of mind: his messages wait for each other, and consent is kept with it."""
    values = {**values, "careful": True}
    with transaction.atomic():
        visitor = _lock(key, values["at"])
        rows = run(CONTINUE, values) or run(BEGIN, values)
        advertise = {"advertise": values["advertise"]}
        record_consent(visitor.subject, advertise, source=CONSENT_SOURCE, at=values["at"])
    return rows


def _lock(key: uuid.UUID, at: datetime) -> Visitor:
    """The visitor's row, made where it is missing, locked to the end of the transaction."""
    visitor = Visitor(account_id=require_account_id(), key=key, first_seen=at, last_seen=at)
    Visitor.objects.bulk_create(
        [visitor], update_conflicts=True, unique_fields=["account", "key"], update_fields=["last_seen"]
    )
    return visitor


def statement_values(view: PageView, key: uuid.UUID, at: datetime) -> dict[str, Any]:
    """What the statements of `sql` are given for a page view, when it is said by the visitor `key`."""
    landing = view.landing or view.url
    arrival = read(landing, view.referrer)
    return {
        "account": require_account_id(),
        "key": key,
        "at": at,
        "gap": GAP,
        "careful": False,
        "event_id": view.event_id,
        "kind": view.kind,
        "leaves_touchpoint": view.kind in Touchpoint.Kind.values,
        "url": view.url[:LONGEST_URL],
        "landing": landing[:LONGEST_URL],
        "touched": f"tel:{view.number}" if view.number else view.url[:LONGEST_URL],
        "referrer": view.referrer[:LONGEST_URL],
        "channel": channel(arrival),
        "is_campaign": arrival.is_campaign,
        **{name: arrival.utm.get(name, "") for name in UTM},
        "ad_group": arrival.ad_group,
        "ad": arrival.ad,
        "device": device(view.user_agent, touch=view.touch),
        "custom": Jsonb(dict(view.custom)),
        "click_ids": Jsonb(dict(arrival.click_ids)),
        "cookies": Jsonb({name: view.cookies[name] for name in COOKIES if view.cookies.get(name)}),
        "user_agent": view.user_agent[:300],
        "consent": Jsonb(dict(view.consent)),
        "subject": Visitor(key=key).subject,
        "gpc": view.gpc,
        # Global Privacy Control is a refusal, whatever the banner was told.
        "advertise": bool(view.consent.get("ad_user_data")) and not view.gpc,
        "source": CONSENT_SOURCE,
    }
