"""How far an account is set up. A step is done when rows prove it, never because somebody said so."""

from dataclasses import dataclass
from datetime import datetime

from attribution.models import AdSpend, Delivery, DestinationConnection, NumberPool, Visit
from calls.models import Call, PhoneNumber, ProviderEvent
from compliance.accounts.invitations import open_invitations
from compliance.models import Membership
from compliance.tenancy import require_account_id


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `at`: when its proof came, where that is known; `begun`: it was prepared, but nothing proves it yet."""

    key: str
    done: bool
    begun: bool = False
    at: datetime | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """All steps in order."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == len(self.steps)

    @property
    def next(self) -> str:
        """The key of the first step that is not done, or ""."""
        return next((step.key for step in self.steps if not step.done), "")


def progress() -> Progress:
    """Of the account in scope; a handful of queries that each read one row."""
    return Progress((_carrier(), _snippet(), _call(), _costs(), _destination(), _team()))


def _carrier() -> Step:
    """A message of a carrier, or a number."""
    heard = ProviderEvent.objects.order_by("-pk").values_list("received_at", flat=True).first()
    number = PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).order_by("pk").first()
    return Step("carrier", done=bool(heard or number), at=heard, fact=number.number if number else "")


def _snippet() -> Step:
    """A visit that the site reported."""
    visit = Visit.objects.order_by("-started_at", "-pk").first()
    if visit is None:
        return Step("snippet", done=False, begun=NumberPool.objects.exists())
    return Step(
        "snippet", done=True, at=visit.last_seen, fact=visit.last_requested_url or visit.landing_page_url
    )


def _call() -> Step:
    call = Call.objects.order_by("-start_time", "-pk").first()
    return Step(
        "call", done=call is not None, at=call.start_time if call else None, fact=str(call.pk) if call else ""
    )


def _costs() -> Step:
    spend = AdSpend.objects.order_by("-pk").first()
    return Step("costs", done=spend is not None, at=spend.imported_at if spend else None)


def _destination() -> Step:
    """A delivery that a destination accepted."""
    accepted = (
        Delivery.objects.filter(state=Delivery.State.ACCEPTED)
        .select_related("connection")
        .order_by("-updated_at", "-pk")
        .first()
    )
    if accepted is None:
        return Step("destination", done=False, begun=DestinationConnection.objects.exists())
    return Step("destination", done=True, at=accepted.updated_at, fact=accepted.connection.name)


def _team() -> Step:
    """Somebody else belongs to the account or is invited to it."""
    members = Membership.objects.filter(account_id=require_account_id()).count()
    return Step("team", done=members > 1 or open_invitations().exists(), fact=str(members))
