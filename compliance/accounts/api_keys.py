"""API keys: made once, hashed at rest, scoped, revocable."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from compliance.accounts.roles import ALL, allowed
from compliance.accounts.words import NOT_FOR_KEYS
from compliance.audit.chain import record
from compliance.models import ApiKey, Membership
from compliance.tenancy import enter_account

SCHEME = "Bearer"
USED_EVERY = timedelta(minutes=1)


def create_api_key(*, name: str, scopes: list[str], created_by: Any = None) -> tuple[ApiKey, str]:
    """Makes a key for the account in scope; the second value is the key, never readable again. Raises ValueError."""
    unknown = sorted(set(scopes) - (ALL - NOT_FOR_KEYS))
    if unknown:
        raise ValueError(f"unknown scopes: {', '.join(unknown)}")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiKey.objects.create(
            name=name,
            scopes=sorted(set(scopes)),
            prefix=prefix,
            digest=_digest(secret),
            created_by=created_by,
        )
        record("api_key.created", row, scopes=row.scopes)
    return row, f"{prefix}.{secret}"


def revoke_api_key(key: ApiKey) -> None:
    """Ends the key for good; one that is revoked already keeps its time."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record("api_key.revoked", key)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`; sets the tenant scope to the key's account."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """The key's row as `request.auth`, or None where no key is sent. Raises AuthenticationFailed."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        prefix, _, secret = value.strip().partition(".")
        key = ApiKey.everywhere.filter(prefix=prefix, revoked_at=None).first()
        if key is None or not hmac.compare_digest(key.digest, _digest(secret)):
            raise AuthenticationFailed("The API key is unknown or revoked.")
        enter_account(key.account_id)
        _touch(key)
        key.scopes = _scopes_now(key)
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing key answer 401."""
        return SCHEME


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _scopes_now(key: ApiKey) -> list[str]:
    """What the key may do: never more than its maker may today. A key from the shell has no maker and keeps its scopes."""
    if key.created_by_id is None:
        return list(key.scopes)
    membership = Membership.objects.filter(account_id=key.account_id, user_id=key.created_by_id).first()
    return [word for word in key.scopes if membership is not None and allowed(membership.role, word)]


def _touch(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > USED_EVERY:
        ApiKey.everywhere.filter(pk=key.pk).update(last_used_at=now)
