"""How many requests a caller may send, counted per minute in the cache.

A cache that is away must not take the API down: then nothing is counted and nobody is told a limit.
"""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from rest_framework.exceptions import Throttled

logger = logging.getLogger(__name__)

WINDOW = 60
NORMAL, BULK = "normal", "bulk"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's `limit` in the current minute; `reset` in seconds."""

    limit: int
    left: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The header fields of draft-ietf-httpapi-ratelimit-headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }


def count(caller: str, kind: str) -> Allowance | None:
    """Counts one request of `kind`; None when the cache is away."""
    now = int(time.time())
    limit = settings.API_REQUESTS_PER_MINUTE[kind]
    key = f"api:{kind}:{caller}:{now // WINDOW}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        used = cache.incr(key)
    except Exception as error:  # noqa: BLE001  every cache backend has errors of its own
        logger.warning("requests are not counted: %s", type(error).__name__)
        return None
    return Allowance(limit, limit - used, WINDOW - now % WINDOW)


def check(allowance: Allowance | None) -> None:
    """Raises Throttled when more was sent than allowed."""
    if allowance is not None and allowance.left < 0:
        raise Throttled(wait=allowance.reset)
