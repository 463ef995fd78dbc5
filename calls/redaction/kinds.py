"""The kinds of data that are hidden, as people choose and read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from compliance.redaction.policy import ALWAYS_HIDDEN, HEALTH_TYPES, LAST4_TYPES

Words = Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One entity type: what people call it, and how it sounds in a call."""

    key: str
    name: Words
    example: str

    @property
    def fixed(self) -> bool:
        """Hidden whatever the policy says."""
        return self.key in ALWAYS_HIDDEN

    @property
    def health(self) -> bool:
        """Hidden where the account asks for health words to be."""
        return self.key in HEALTH_TYPES

    @property
    def chosen(self) -> bool:
        """Whether an account may keep it by its own setting, rather than by a switch for health or last digits."""
        return not self.fixed and not self.health and self.key not in LAST4_TYPES


KINDS: tuple[Kind, ...] = (
    Kind("CARD_NUMBER", _("Card number"), "four one one one, one one one one …"),
    Kind("CVV", _("Card security code"), "the three digits are one two three"),
    Kind("CARD_EXPIRY", _("Card expiry"), "expires oh five twenty-eight"),
    Kind("SSN", _("Social security number"), "five three six, nine oh, four three nine nine"),
    Kind("PASSCODE", _("Code or password"), "your code is four eight two nine one three"),
    Kind("CARD_LAST4", _("Last four of a card"), "ending in one one one one"),
    Kind(
        "SSN_LAST4",
        _("Last four of a social security number"),
        "last four of my social, four three nine nine",
    ),
    Kind("BANK_ACCOUNT", _("Bank account"), "account oh oh one two three four …"),
    Kind("BANK_ROUTING", _("Routing number"), "routing one two one oh four two …"),
    Kind("IBAN", _("IBAN"), "D E eighty-nine, thirty-seven oh four …"),
    Kind("NATIONAL_ID", _("National id"), "my insurance number is Q Q one two …"),
    Kind("PASSPORT", _("Passport"), "passport C oh one X …"),
    Kind("DRIVER_LICENSE", _("Driving licence"), "licence B as in boy, four four …"),
    Kind("NAME", _("Name of a person"), "this is Jane Doe, D O E"),
    Kind("PHONE", _("Phone number"), "four one five, five five five …"),
    Kind("EMAIL", _("E-mail address"), "j doe at gmail dot com"),
    Kind("ADDRESS", _("Postal address"), "twelve Maple Street, Oakland"),
    Kind("DOB", _("Date of birth"), "March fourth, eighty-two"),
    Kind("AGE", _("Age over 89"), "she is ninety-three"),
    Kind("ACCOUNT_ID", _("Account, policy or order number"), "my policy is K L seven seven oh …"),
    Kind("MRN", _("Medical record number"), "record number eight eight one …"),
    Kind("VEHICLE_ID", _("Licence plate or VIN"), "plate seven A B C one two three"),
    Kind("URL", _("Web address"), "my page is jane doe dot com"),
    Kind("IP", _("IP address"), "one ninety-two dot one sixty-eight …"),
    Kind("NUMBER", _("Other long number"), "seven digits or more without a meaning"),
    Kind("CONDITION", _("Condition"), "I was told it is diabetes"),
    Kind("MEDICATION", _("Medication"), "I take metformin"),
    Kind("PAYMENT", _("What is said while paying"), "everything from “the number is” on"),
)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}
# What a policy may keep: not what is always hidden, and not what a switch of its own decides.
CHOICES = tuple(kind for kind in KINDS if kind.chosen and kind.key != "PAYMENT")


def kind_name(key: str) -> str:
    """What people call an entity type; the key in words for one without an entry."""
    kind = BY_KEY.get(key)
    return str(kind.name) if kind else key.replace("_", " ").capitalize()
