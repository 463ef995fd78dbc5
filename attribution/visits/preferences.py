"""How the account in scope wants arrivals read: its own channel rules, sources and referrers that begin nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache
from time import monotonic

from attribution.models import AttributionSettings
from compliance.tenancy import current_account_id

KNOWN_FOR_SECONDS = 5
PATTERNS = ("source", "medium", "campaign", "referrer")


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """Gives `channel` to arrivals that fit every pattern: * any text, ? any letter; capitals make no difference."""

    channel: str
    patterns: Mapping[str, re.Pattern[str]]

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Whether the lower-cased facts fit; a rule without patterns fits nothing."""
        return bool(self.patterns) and all(
            pattern.fullmatch(facts[name]) for name, pattern in self.patterns.items()
        )


@dataclass(frozen=True, slots=True)
class Preferences:
    """`no_touch`: hosts as keys, for lookups."""

    rules: Sequence[ChannelRule] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    no_touch: Mapping[str, str] = field(default_factory=dict)


NONE = Preferences()


def preferences() -> Preferences:
    """Those of the account in scope, at most some seconds old; without a scope there are none."""
    account_id = current_account_id()
    return NONE if account_id is None else _read(account_id, int(monotonic() / KNOWN_FOR_SECONDS))


def forget() -> None:
    """Makes this process read preferences anew; others do within seconds."""
    _read.cache_clear()


@lru_cache(maxsize=1024)
def _read(account_id: int, period: int) -> Preferences:
    row = AttributionSettings.objects.filter(account_id=account_id).first()
    if row is None:
        return NONE
    rules = [_rule(one) for one in row.channel_rules]
    hosts = {str(host).lower().removeprefix("www."): "" for host in row.no_touch_hosts}
    return Preferences(rules, {name.lower(): kind for name, kind in row.source_categories.items()}, hosts)


def _rule(stored: Mapping[str, str]) -> ChannelRule:
    texts = {name: stored.get(name, "").strip().lower() for name in PATTERNS}
    patterns = {name: re.compile(translate(text)) for name, text in texts.items() if text}
    return ChannelRule(stored["channel"], patterns)
