"""Where an incoming call goes."""

from calls.models import Destination, PhoneNumber
from calls.telephony.provider import Route
from compliance.models import Account


def route(account: Account, called: str, rung: str = "") -> Route:
    """The number's destination, else the account's first; the notice makes the recording lawful, so none, none made."""
    desk = Destination.objects.filter(phone_number=rung).first() if rung else None
    if desk is not None:
        return Route(account, desk, account.recording_notice.strip())
    number = (
        PhoneNumber.objects.select_related("destination")
        .filter(number=called)
        .exclude(state=PhoneNumber.State.RELEASED)
        .first()
    )
    destination = (
        number.destination if number and number.destination else Destination.objects.order_by("id").first()
    )
    return Route(account, destination, account.recording_notice.strip())
