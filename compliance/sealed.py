"""Secrets at rest: a JSON column encrypted with a key derived from VAULT_KEY."""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class Unreadable(ValueError):
    """A sealed value does not open with this VAULT_KEY."""


class SealedJSONField(models.TextField):  # type: ignore[type-arg]
    """A JSON value that is encrypted in the database (Fernet: AES-128-CBC with HMAC-SHA256)."""

    # What type checkers take for the types of the attribute.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str:
        """Seals the value."""
        return _fernet(settings.VAULT_KEY).encrypt(json.dumps(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Opens the value. Raises Unreadable."""
        if value is None:
            return None
        try:
            return json.loads(_fernet(settings.VAULT_KEY).decrypt(value.encode()))
        except InvalidToken:
            raise Unreadable(f"{self.model.__name__}.{self.name} was sealed with another VAULT_KEY") from None

    def to_python(self, value: Any) -> Any:
        """Python values pass as they are."""
        return value


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"sealed:" + key.encode()).digest()))
