"""Sending a request and judging the answer, as all HTTP destinations do."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore
import httpx

from attribution.conversions.destination import DestinationError
from compliance import outbound

MOST_WAIT = 24 * 3600.0
LIMITS = outbound.Limits(seconds=20.0, bytes=200_000)
NOT_TAKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpcore.ConnectError)
TRANSIENT = frozenset({408, 425, 429})


def post(url: str, *, limits: outbound.Limits = LIMITS, **options: Any) -> httpx.Response:
    """One POST. Raises DestinationError when there is no answer; uncertain unless the connection never stood."""
    return exchange("POST", url, limits=limits, **options)


def exchange(method: str, url: str, *, limits: outbound.Limits = LIMITS, **options: Any) -> httpx.Response:
    """One request. Raises DestinationError, as `post`."""
    try:
        return outbound.request(method, url, limits=limits, **options)
    except outbound.Forbidden as error:
        raise DestinationError(str(error), setup=True) from error
    except outbound.OutboundError as error:
        uncertain = not isinstance(error.__cause__, NOT_TAKEN)
        raise DestinationError(str(error), permanent=False, uncertain=uncertain) from error
    except httpx.InvalidURL as error:
        raise DestinationError("the address is not valid", setup=True) from error


def refusal(response: httpx.Response, reason: str = "", *, now: datetime | None = None) -> DestinationError:
    """The error a status code stands for: 408, 425, 429 and 5xx pass, 401 and 403 are the set-up's, others are final.

    After 408 and 5xx nobody knows whether the request was taken. A redirect is final: requests carry secrets.
    """
    status = response.status_code
    return DestinationError(
        reason or f"answered {status}",
        permanent=not (status in TRANSIENT or status >= 500 or status in (401, 403)),
        setup=status in (401, 403),
        uncertain=status == 408 or status >= 500,
        retry_after=retry_after(response.headers.get("retry-after", ""), now or datetime.now(UTC)),
        status_code=status,
        body=response.text,
    )


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for (a number or an HTTP date), 0 to 24 h; None when it says nothing."""
    header = header.strip()
    if not header:
        return None
    if header.isascii() and header.isdigit():
        return min(float(header), MOST_WAIT)
    try:
        at = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), MOST_WAIT)
