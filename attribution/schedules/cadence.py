"""When a report is due, on the account's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attribution.models import ReportSchedule

DAY = timedelta(days=1)
MONDAY = 0


def next_time(cadence: str, hour: int, zone: str, after: datetime) -> datetime:
    """The first moment of the cadence that is later than `after`, in UTC.

    An hour that the clocks jump over comes as much later as they jump; of one that comes twice it is the first. So there
    is exactly one moment on each day, and its distance to the next is not always a multiple of 24 hours.
    """
    own = ZoneInfo(zone)
    day = after.astimezone(own).date()
    while True:
        if _fits(cadence, day):
            moment = datetime.combine(day, time(hour), own).astimezone(UTC)
            if moment > after:
                return moment
        day += DAY


def _fits(cadence: str, day: date) -> bool:
    if cadence == ReportSchedule.Cadence.WEEKLY:
        return day.weekday() == MONDAY
    return day.day == 1 if cadence == ReportSchedule.Cadence.MONTHLY else True
