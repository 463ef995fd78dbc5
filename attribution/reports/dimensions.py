"""What a report can be broken down by: as SQL over an origin `o` and a day's row `d`, and of a spend."""

from collections.abc import Callable

from attribution.models import AdSpend
from attribution.visits.arrival import Arrival
from attribution.visits.channels import channel

UNATTRIBUTED = "Unattributed"


def _named_sql(column: str) -> str:
    return f"CASE WHEN o.{column} <> '' THEN o.{column} ELSE '(' || lower(o.channel) || ')' END"


def _named(name: str, spend: AdSpend) -> str:
    return name or f"({_spend_channel(spend).lower()})"


def _spend_channel(spend: AdSpend) -> str:
    utm = {"utm_source": spend.source, "utm_medium": spend.medium, "utm_campaign": spend.campaign}
    return channel(Arrival({name: value for name, value in utm.items() if value}))


OF_ORIGIN: dict[str, str] = {
    "campaign": _named_sql("campaign"),
    "source": _named_sql("source"),
    "channel": "o.channel",
    "ad_group": _named_sql("ad_group"),
    "keyword": _named_sql("keyword"),
    "ad": _named_sql("ad"),
    "landing_page": "coalesce(nullif(o.landing_page, ''), '(none)')",
    "device": "coalesce(nullif(o.device, ''), '(unknown)')",
    "day": "to_char(d.day, 'YYYY-MM-DD')",
    "week": "to_char(d.day, 'IYYY-\"W\"IW')",
    "month": "to_char(d.day, 'YYYY-MM')",
}
# What is known of every call, whatever brought it; the same under every rule.
OF_CALL: dict[str, str] = {
    "region": "coalesce(nullif(d.region, ''), '(unknown)')",
    "number": "coalesce((SELECT n.number FROM calls_phonenumber n WHERE n.id = d.phone_number_id), '(none)')",
}
# None: the platform does not tell.
OF_SPEND: dict[str, Callable[[AdSpend], str | None]] = {
    "campaign": lambda spend: _named(spend.campaign, spend),
    "source": lambda spend: _named(spend.source, spend),
    "channel": _spend_channel,
    "ad_group": lambda spend: _named(spend.ad_group, spend),
    "keyword": lambda spend: _named(spend.keyword, spend),
    "ad": lambda spend: _named(spend.ad, spend),
    "landing_page": lambda spend: None,
    "device": lambda spend: None,
    "region": lambda spend: None,
    "number": lambda spend: None,
    "day": lambda spend: spend.date.isoformat(),
    "week": lambda spend: spend.date.strftime("%G-W%V"),
    "month": lambda spend: spend.date.strftime("%Y-%m"),
}
_CHANNEL = ("source", "medium", "campaign")
# The columns of a spend that its value is read from.
SPEND_COLUMNS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("campaign", "source", "channel"), _CHANNEL),
    **{name: (*_CHANNEL, name) for name in ("ad_group", "keyword", "ad")},
    **dict.fromkeys(("day", "week", "month"), ("date",)),
}
TIME = ("day", "week", "month")
DIMENSIONS = (*OF_ORIGIN, *OF_CALL)
# Parts that a value of another dimension can be looked at by; a call's own facts are not kept together with its touches.
WITHIN = tuple(OF_ORIGIN)


def may_cross(by: str, across: str, within: tuple[str, str] | None = None) -> bool:
    """Whether the figures of one dimension can be split further by the other.

    What is known of a call alone (region, number) is not kept together with what is known of its touches.
    """
    if by == across or across not in DIMENSIONS or (by in TIME and across in TIME):
        return False
    if within is not None and (by in OF_CALL or across in OF_CALL):
        return False
    return by in TIME or across in TIME or (by in OF_CALL) == (across in OF_CALL)


def spend_columns(*dimensions: str) -> tuple[str, ...]:
    """The columns of a spend that its values of these dimensions are read from; at least one."""
    needed = {name for dimension in dimensions for name in SPEND_COLUMNS.get(dimension, ())}
    return tuple(sorted(needed)) or ("source",)
