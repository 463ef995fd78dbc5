"""What an account wants hidden."""

from __future__ import annotations

from dataclasses import dataclass

PAYMENT_TYPES = frozenset({"CARD_NUMBER", "CVV", "CARD_EXPIRY"})
LAST4_TYPES = frozenset({"CARD_LAST4", "SSN_LAST4"})
HEALTH_TYPES = frozenset({"CONDITION", "MEDICATION"})
# Types that no setting can show: sensitive authentication data and what opens an account.
ALWAYS_HIDDEN = PAYMENT_TYPES | {"PAYMENT", "SSN", "PASSCODE"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a call is read: names of people who may be mentioned, an account's own words for health,
    and lower-case words of companies and products, which are never hidden as people.
    """

    names: tuple[str, ...] = ()
    health_terms: tuple[str, ...] = ()
    kept_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of one account. The default hides everything but health words.

    `show` lists entity types to leave readable; types in ALWAYS_HIDDEN stay hidden whatever it says.
    `health` turns on the hiding of conditions and medications (HIPAA). `withhold_payment` replaces all
    that the caller says inside a payment window, so that numbers the recogniser wrote wrongly are
    covered as well. `health_terms` are further words for conditions, `kept_words` lower-case words of companies and
    products that are never taken for people.
    """

    show: frozenset[str] = frozenset()
    keep_last4: bool = False
    keep_agent_names: bool = False
    health: bool = False
    withhold_payment: bool = False
    health_terms: tuple[str, ...] = ()
    kept_words: frozenset[str] = frozenset()

    def hides(self, kind: str) -> bool:
        """Whether data of the entity type `kind` is to be hidden."""
        if kind in ALWAYS_HIDDEN:
            return True
        if kind in HEALTH_TYPES and not self.health:
            return False
        if kind in LAST4_TYPES and self.keep_last4:
            return False
        return kind not in self.show
