"""The columns of the calls list: which there are, which show unless a person chooses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the choice of columns lists it."""

    key: str
    label: str | Promise
    shown: bool = True


COLUMNS = (
    Column("caller", _("Caller")),
    Column("campaign", _("Campaign")),
    Column("keyword", _("Keyword"), shown=False),
    Column("landing_page", _("Landing page"), shown=False),
    Column("number", _("Number called"), shown=False),
    Column("agent", _("Agent")),
    Column("duration", _("Length")),
    Column("intent", _("Intent")),
    Column("outcome", _("Outcome")),
    Column("sentiment", _("Sentiment"), shown=False),
    Column("lead", _("Lead"), shown=False),
    Column("score", _("Score")),
    Column("value", _("Value")),
    Column("tags", _("Tags"), shown=False),
    Column("state", _("State")),
)


def chosen_columns(wanted: Iterable[str]) -> list[Column]:
    """Every column with `shown` as the address says; without a known name in it, as they are by default."""
    keys = {column.key for column in COLUMNS} & set(wanted)
    return [Column(one.key, one.label, one.key in keys if keys else one.shown) for one in COLUMNS]
