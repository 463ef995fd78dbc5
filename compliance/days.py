"""Days as the account's clocks have them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from compliance.models import Account
from compliance.tenancy import require_account_id

# A day before, a month after or another zone's midnight must still be a date that Python and PostgreSQL hold.
FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)


def parse_day(text: str) -> date:
    """A day such as 2026-11-20. Raises ValueError for anything else, and for days before FIRST or after LAST."""
    day = date.fromisoformat(text)
    if not FIRST <= day <= LAST:
        raise ValueError(f"not between {FIRST} and {LAST}: {day}")
    return day


def read_day(text: str) -> date | None:
    """The same for pages, which fall back to a default: None for what is no day."""
    try:
        return parse_day(text)
    except ValueError:
        return None


def midnight(day: date, zone: str = "") -> datetime:
    """The first instant of a day in a time zone; without one, in that of the account in scope, which is one query."""
    zone = zone or Account.objects.get(pk=require_account_id()).time_zone
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def instants(start: date, end: date, zone: str = "") -> tuple[datetime, datetime]:
    """First instant of the first day and first instant after the last; the zone as in `midnight`."""
    zone = zone or Account.objects.get(pk=require_account_id()).time_zone
    return midnight(start, zone), midnight(end + timedelta(days=1), zone)
