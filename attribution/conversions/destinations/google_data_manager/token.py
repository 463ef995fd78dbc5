"""Access tokens for a Google service account, fetched through the one outbound client."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from google.auth import exceptions
from google.auth.transport import Request, Response
from google.oauth2 import service_account

from compliance import outbound

SCOPES = ("https://www.googleapis.com/auth/datamanager",)
SECONDS = 15.0
ServiceAccount: Any = service_account.Credentials  # the library has no types
TransportError: Any = exceptions.TransportError


class TokenError(Exception):
    """No token; `permanent` says that the key itself is at fault."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def access_token(key: str | Mapping[str, Any], *, fresh: bool = False) -> str:
    """A valid token for the key file's content (JSON text or object); kept by this process until it runs out, or a
    new one where `fresh`. Raises TokenError."""
    credentials = _credentials(key if isinstance(key, str) else json.dumps(key, sort_keys=True))
    if fresh or not credentials.valid:
        try:
            credentials.refresh(_OutboundRequest())
        except exceptions.TransportError as error:
            raise TokenError("the token service cannot be reached", permanent=False) from error
        except exceptions.GoogleAuthError as error:
            retryable = bool(getattr(error, "retryable", False))
            raise TokenError("the service account key was refused", permanent=not retryable) from error
    return str(credentials.token)


@lru_cache(maxsize=64)
def _credentials(key: str) -> Any:
    try:
        return ServiceAccount.from_service_account_info(json.loads(key), scopes=SCOPES)
    except (ValueError, TypeError, exceptions.GoogleAuthError) as error:
        raise TokenError("the service account key is not valid", permanent=True) from error


class _Answer(Response):
    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self._status, self._headers, self._data = status, headers, data

    @property
    def status(self) -> int:
        """HTTP status."""
        return self._status

    @property
    def headers(self) -> Mapping[str, str]:
        """HTTP headers."""
        return self._headers

    @property
    def data(self) -> bytes:
        """The body."""
        return self._data


class _OutboundRequest(Request):
    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> _Answer:
        """One exchange for the library. Raises its TransportError."""
        limits = outbound.Limits(seconds=min(timeout or SECONDS, SECONDS), bytes=100_000)
        try:
            answer = outbound.request(method, url, limits=limits, content=body, headers=dict(headers or {}))
        except outbound.OutboundError as error:
            raise TransportError(str(error)) from error
        return _Answer(answer.status_code, answer.headers, answer.content)
