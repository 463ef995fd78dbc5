"""Numbers that stand for one source, as page views need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from urllib.parse import urlsplit

from attribution.dni.pools import KNOWN_FOR_SECONDS
from attribution.models import SourceNumber
from attribution.visits.services import Context
from calls.models import PhoneNumber
from compliance.tenancy import require_account_id

CONDITIONS = ("channel", "utm_source", "utm_medium", "utm_campaign")


@dataclass(frozen=True, slots=True)
class Source:
    """A number and whom it is shown to: everybody whose visit has the `wanted` values, capitals apart, and began on a page
    whose path begins with `landing`.
    """

    phone_number_id: int
    number: str
    wanted: Mapping[str, str]
    landing: str
    starts_at: datetime
    ends_at: datetime | None

    @property
    def weight(self) -> int:
        """How many conditions it has."""
        return len(self.wanted) + bool(self.landing)

    def fits(self, context: Context, at: datetime) -> bool:
        """Whether a visit that came like this is shown the number now."""
        if at < self.starts_at or (self.ends_at is not None and at >= self.ends_at):
            return False
        if self.landing and not _path(context.landing_page_url).startswith(self.landing):
            return False
        return all(getattr(context, name).casefold() == value for name, value in self.wanted.items())


def source_for(target: str, context: Context, at: datetime) -> Source | None:
    """The number for the target that fits with most conditions, of those the one that was made first."""
    return next((source for source in sources_by_target().get(target, ()) if source.fits(context, at)), None)


def sources_by_target() -> Mapping[str, tuple[Source, ...]]:
    """Target number -> the account's numbers for it, most conditions first; at most some seconds old."""
    return _read(require_account_id(), int(monotonic() / KNOWN_FOR_SECONDS))


@lru_cache(maxsize=1024)
def _read(account_id: int, period: int) -> Mapping[str, tuple[Source, ...]]:
    rows = SourceNumber.objects.select_related("phone_number").filter(
        account_id=account_id, place=SourceNumber.Place.SITE, phone_number__state=PhoneNumber.State.ACTIVE
    )
    found: dict[str, list[Source]] = {}
    for row in rows.exclude(target_number="").order_by("pk"):
        found.setdefault(row.target_number, []).append(_source(row))
    return {
        target: tuple(sorted(some, key=lambda one: one.weight, reverse=True))
        for target, some in found.items()
    }


def _source(row: SourceNumber) -> Source:
    wanted = {name: value.casefold() for name in CONDITIONS if (value := getattr(row, name))}
    return Source(
        row.phone_number_id, row.phone_number.number, wanted, row.landing_page, row.starts_at, row.ends_at
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return ""
