"""Visits without consent to analytics: what is kept of them, and what happens when somebody makes up or changes his mind.

Such a visit says that somebody came from a campaign or another site, and nothing that could tell him from others: a
visitor of its own whose key nobody learns, addresses with campaign parameters only, no click ids, cookies or user agent.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from attribution.models import Touchpoint, Visit
from attribution.statements import run
from attribution.visits.arrival import Arrival, origin, plain, read
from attribution.visits.channels import channel
from attribution.visits.services import CONSENT_SOURCE, GAP, Context, PageView, statement_values
from attribution.visits.sql import BEGIN
from compliance.consent.gate import record_consent

# What is told of a visit and cannot stay when consent is withdrawn.
ERASED = (
    "landing_page_url",
    "last_requested_url",
    "referring_url",
    "click_ids",
    "cookies",
    "custom",
    "user_agent",
    "consent",
)


def record_landing(view: PageView, at: datetime) -> Context:
    """Stores a page view that came from a campaign or another site as a visit of its own; how it came, for choosing numbers.

    A page that followed another of the site says nothing about how its visitor came: the context is empty. Only a `page`
    is stored; a `beat` asks for numbers again.
    """
    landing = view.landing or view.url
    arrival = read(landing, view.referrer)
    outside = arrival.is_campaign or bool(arrival.referrer_host)
    if not outside and view.referrer:
        return Context()
    context = _context(arrival, plain(landing))
    if outside and view.kind == Touchpoint.Kind.PAGE:
        run(BEGIN, {**statement_values(view, uuid.uuid4(), at), **_impersonal(view)})
    return context


def adopt(view: PageView, at: datetime) -> PageView:
    """The page view with the key of the visit that was stored for it before its visitor consented, made whole again.

    Unchanged where nothing was stored. What was stored for a browser that turns out to be known goes: it would count
    twice.
    """
    rows = Touchpoint.objects.filter(event_id=view.event_id, visit__last_seen__gt=at - GAP)
    found = rows.exclude(visit__consent__analytics=True).select_related("visit__visitor").first()
    if found is None:
        return view
    if view.visitor is not None:
        found.visit.visitor.delete()
        return view
    key = found.visit.visitor.key
    values = statement_values(view, key, at)
    names = ("click_ids", "cookies", "custom")
    with transaction.atomic():
        Visit.objects.filter(pk=found.visit_id).update(
            landing_page_url=values["landing"],
            last_requested_url=values["url"],
            referring_url=values["referrer"],
            user_agent=values["user_agent"],
            **{name: values[name].obj for name in names},
        )
        Touchpoint.objects.filter(pk=found.pk).update(url=values["landing"])
    return replace(view, visitor=key)


def withdraw(key: uuid.UUID, consent: Mapping[str, bool], at: datetime) -> list[int]:
    """Makes all visits of the visitor ones without consent and returns their ids; none for a key nobody has."""
    visits = list(Visit.objects.select_related("visitor").filter(visitor__key=key, kind=Visit.Kind.WEB))
    if not visits:
        return []
    ids = [visit.pk for visit in visits]
    with transaction.atomic():
        record_consent(visits[0].visitor.subject, {"advertise": False}, source=CONSENT_SOURCE, at=at)
        for visit in visits:
            visit.landing_page_url = plain(visit.landing_page_url)
            visit.last_requested_url = plain(visit.last_requested_url)
            visit.referring_url = origin(visit.referring_url)
            visit.click_ids, visit.cookies, visit.custom = {}, {}, {}
            visit.user_agent, visit.consent = "", dict(consent)
        Visit.objects.bulk_update(visits, ERASED, batch_size=200)
        steps = list(Touchpoint.objects.filter(visit_id__in=ids).only("url"))
        for step in steps:
            step.url = plain(step.url)
        Touchpoint.objects.bulk_update(steps, ["url"], batch_size=500)
    return ids


def _context(arrival: Arrival, landing: str) -> Context:
    utm = arrival.utm
    return Context(
        channel(arrival),
        utm.get("utm_source", ""),
        utm.get("utm_medium", ""),
        utm.get("utm_campaign", ""),
        landing,
    )


def _impersonal(view: PageView) -> dict[str, Any]:
    """The columns of a visit without consent that differ from what was sent."""
    url = plain(view.url)
    return {
        "url": url,
        "touched": url,
        "landing": plain(view.landing or view.url),
        "referrer": origin(view.referrer),
        "click_ids": Jsonb({}),
        "cookies": Jsonb({}),
        "custom": Jsonb({}),
        "user_agent": "",
    }
