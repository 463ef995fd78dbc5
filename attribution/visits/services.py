"""Recording what visitors do: one visit per 30 minutes and campaign, one touchpoint per event id."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from attribution.models import Touchpoint, Visit, Visitor
from attribution.visits.arrival import UTM, Arrival, read
from attribution.visits.channels import channel
from compliance.consent.gate import record_consent
from compliance.tenancy import require_account_id

GAP = timedelta(minutes=30)
COOKIES = ("fbp", "fbc", "ga_client_id", "ga_session_id")


@dataclass(frozen=True, slots=True)
class PageView:
    """One page view as the snippet sent it, already checked for form. `consent`: signal -> granted."""

    event_id: uuid.UUID
    visitor: uuid.UUID | None
    url: str
    referrer: str
    user_agent: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, bool] = field(default_factory=dict)
    kind: str = Touchpoint.Kind.PAGE


def record_touchpoint(view: PageView, at: datetime) -> Visit:
    """Stores the touchpoint and returns its visit, new or continued. A repeated event id finds what is there.

    A `beat` is a sign of life and leaves no touchpoint.
    """
    arrival = read(view.url, view.referrer)
    visitor = _visitor(view.visitor or uuid.uuid4(), at)
    visit = _open_visit(visitor, arrival, at) if view.visitor else None
    if visit is None:
        visit = _begin(visitor, view, arrival, at)
        _note_consent(visitor, view.consent, at)
    else:
        _continue(visit, view, at)
        if dict(view.consent) != visit.consent:
            _note_consent(visitor, view.consent, at)
    if view.kind in Touchpoint.Kind.values:
        touchpoint = Touchpoint(
            account_id=visit.account_id,
            visit=visit,
            event_id=view.event_id,
            kind=view.kind,
            at=at,
            url=view.url,
        )
        Touchpoint.objects.bulk_create([touchpoint], ignore_conflicts=True)
    return visit


def _visitor(key: uuid.UUID, at: datetime) -> Visitor:
    rows = Visitor.objects.bulk_create(
        [Visitor(account_id=require_account_id(), key=key, first_seen=at, last_seen=at)],
        update_conflicts=True,
        unique_fields=["account", "key"],
        update_fields=["last_seen"],
    )
    return rows[0]


def _open_visit(visitor: Visitor, arrival: Arrival, at: datetime) -> Visit | None:
    """The visitor's visit that this view continues: seen less than 30 minutes ago, and no other campaign arrives."""
    last = Visit.objects.filter(visitor=visitor).order_by("-last_seen").first()
    if last is not None:
        last.visitor = visitor
    if last is None or at - last.last_seen >= GAP:
        return None
    return None if arrival.is_campaign and _differs(last, arrival) else last


def _differs(visit: Visit, arrival: Arrival) -> bool:
    if any(visit.click_ids.get(name) != value for name, value in arrival.click_ids.items()):
        return True
    return any(getattr(visit, name) != arrival.utm.get(name, "") for name in UTM)


def _begin(visitor: Visitor, view: PageView, arrival: Arrival, at: datetime) -> Visit:
    return Visit.objects.create(
        visitor=visitor,
        started_at=at,
        last_seen=at,
        channel=channel(arrival),
        landing_page_url=view.url,
        last_requested_url=view.url,
        referring_url=view.referrer,
        click_ids=dict(arrival.click_ids),
        cookies={name: view.cookies[name] for name in COOKIES if view.cookies.get(name)},
        user_agent=view.user_agent[:300],
        consent=dict(view.consent),
        **arrival.utm,
    )


def _continue(visit: Visit, view: PageView, at: datetime) -> None:
    changes = {"last_seen": at, "consent": dict(view.consent)}
    if view.kind == Touchpoint.Kind.PAGE:
        changes["last_requested_url"] = view.url
    Visit.objects.filter(pk=visit.pk).update(**changes)
    visit.last_seen = at


def _note_consent(visitor: Visitor, consent: Mapping[str, bool], at: datetime) -> None:
    record_consent(visitor.subject, {"advertise": bool(consent.get("ad_user_data"))}, source="banner", at=at)
