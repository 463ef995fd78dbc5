"""What to do with a claimed delivery: send something, put it off, or close it with a reason. Nothing is written here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from attribution.conversions.destination import ConversionDestination, ConversionFacts
from attribution.conversions.state import State
from attribution.models import Delivery

Row = Delivery.State


@dataclass(frozen=True, slots=True)
class Position:
    """Where a delivery stands. `unconfirmed` went out without a clear answer, first at `uncertain_since`."""

    desired: State
    sent: State | None
    unconfirmed: State | None
    uncertain_since: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "Position":
        """The row's position."""
        unconfirmed = delivery.unconfirmed
        return cls(
            State.from_json(delivery.desired),
            State.from_json(delivery.sent) if delivery.sent else None,
            State.from_json(unconfirmed) if unconfirmed else None,
            datetime.fromisoformat(unconfirmed["since"]) if unconfirmed else None,
        )

    @property
    def left(self) -> bool:
        """Whether the destination may know of the conversion."""
        return self.sent is not None or self.unconfirmed is not None


@dataclass(frozen=True, slots=True)
class Step:
    """`send`: the state to tell. Without it the row goes to `close`, or waits until `wait_until`."""

    send: State | None = None
    close: str = ""
    reason: str = ""
    wait_until: datetime | None = None


def state_to_tell(position: Position, destination: ConversionDestination, now: datetime) -> Step:
    """What should be said next, whatever the circumstances; a step without `send` when nothing should or can."""
    desired, sent, unconfirmed = position.desired, position.sent, position.unconfirmed
    if not position.left and not desired.active:
        return Step(close=Row.CANCELLED, reason="withdrawn before anything was sent")
    if unconfirmed is None and sent is not None and sent.says_the_same_as(desired):
        return Step(close=Row.ACCEPTED)
    if destination.restates or not position.left:
        return Step(send=desired)
    if unconfirmed is None:
        return Step(
            close=Row.ACCEPTED,
            reason=f"{destination.label} cannot take {sent} back; now it would be {desired}",
        )
    if not desired.active:
        return Step(close=Row.CANCELLED, reason=f"withdrawn, but {destination.label} may have received it")
    return _repeat(position, destination, now)


def circumstances(
    facts: ConversionFacts,
    destination: ConversionDestination,
    left: bool,
    may_advertise: Callable[[], bool],
    now: datetime,
) -> Step | None:
    """What stands in the way of sending `facts`, or None."""
    reason = "" if left else destination.reason_not_to_apply(facts)
    if reason:
        return Step(close=Row.NOT_APPLICABLE, reason=reason)
    expires_at = destination.expires_at(facts)
    if expires_at is not None and expires_at <= now:
        late = "the correction comes" if left else "it comes"
        return Step(
            close=Row.EXPIRED,
            reason=f"{late} too late: {destination.label} took it until {expires_at:%Y-%m-%d %H:%M} UTC",
        )
    if destination.needs_consent and not may_advertise():
        return Step(close=Row.BLOCKED_CONSENT, reason="no consent to report to ad platforms")
    not_before = destination.not_before(facts)
    if not_before is not None and not_before > now:
        return Step(
            wait_until=not_before, reason=f"{destination.label} takes it from {not_before:%Y-%m-%d %H:%M} UTC"
        )
    return None


def _repeat(position: Position, destination: ConversionDestination, now: datetime) -> Step:
    """A message that must not differ is repeated as it was, as long as the destination knows it for a repeat."""
    window, since = destination.repeat_safe_for, position.uncertain_since
    if window is not None and since is not None and now - since >= window:
        return Step(close=Row.FAILED, reason="it may have arrived, and sending it again could count it twice")
    return Step(send=position.unconfirmed)
