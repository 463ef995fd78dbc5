"""Days as the account's clocks have them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from compliance.models import Account
from compliance.tenancy import require_account_id


def midnight(day: date, zone: str = "") -> datetime:
    """The first instant of a day in a time zone; without one, in that of the account in scope, which is one query."""
    zone = zone or Account.objects.get(pk=require_account_id()).time_zone
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
