"""What a sent form says about who a visitor is."""

from collections.abc import Mapping
from datetime import datetime

from attribution.people.known import by_email, by_phone, by_visitor
from attribution.people.services import Bond, link_all
from attribution.visits.services import PageView, Seen

# Somebody types an address of his own, but for the few who type another's.
STRENGTH = 0.95


def link_form(visit: Seen, view: PageView, identifiers: Mapping[str, str], at: datetime) -> None:
    """Joins the visitor with the e-mail address and phone number the form was told; they are kept as digests only."""
    browser, reference = by_visitor(visit.visitor_id), f"form:{view.event_id}"
    known = [by_email(identifiers.get("email", "")), by_phone(identifiers.get("phone", ""))]
    link_all([Bond(browser, one, "form", reference, STRENGTH, at) for one in known])
