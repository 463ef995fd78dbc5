"""Things somebody is known by, in one form and, but for browsers, as a digest that tells nobody what they are."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from attribution.models import Identifier
from compliance.models import Account
from compliance.phones import e164
from compliance.tenancy import kept, require_account_id
from compliance.texts import storable

LONGEST = 254


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier of the account in scope. `value`: hexadecimal HMAC-SHA256, or the id of a visitor.

    Empty for what identifies nobody (a withheld number, no address): it is false, and `link` passes it over.
    """

    kind: str
    value: str
    visitor_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.value)


def by_visitor(visitor_id: int) -> Known:
    """The browser of a visitor of the account."""
    return Known(Identifier.Kind.VISITOR, str(visitor_id), visitor_id)


def by_phone(text: str) -> Known:
    """A phone number; without a plus it is read as one of the account's country. Withheld and invalid ones are empty."""
    number = e164(text, _country())
    valid = number and phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    return _digested(Identifier.Kind.PHONE, number if valid else "")


def by_email(text: str) -> Known:
    """An e-mail address; capitals make no difference."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    return _digested(Identifier.Kind.EMAIL, address)


def by_crm(text: str) -> Known:
    """An id of the account's CRM, as it stands there."""
    return _digested(Identifier.Kind.CRM, text.strip())


def _digested(kind: str, text: str) -> Known:
    if not text or len(text) > LONGEST or not storable(text):
        return Known(kind, "")
    return Known(kind, hmac.new(_key(require_account_id()), f"{kind}:{text}".encode(), "sha256").hexdigest())


def _key(account_id: int) -> bytes:
    """A key of the account's own: one account's digests say nothing about another's."""
    return _derive(settings.VAULT_KEY, account_id)


@lru_cache(maxsize=1024)
def _derive(secret: str, account_id: int) -> bytes:
    return hmac.digest(secret.encode(), f"identifiers of account {account_id}".encode(), hashlib.sha256)


def _country() -> str:
    facts = kept()
    if "country" not in facts:
        facts["country"] = Account.objects.values_list("country", flat=True).get(pk=require_account_id())
    return str(facts["country"])
