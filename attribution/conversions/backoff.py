"""When to try again."""

import random
from datetime import timedelta

BASE_SECONDS = 5.0
CAP_SECONDS = 6 * 3600.0
MAX_TRIES = 36  # half of the cap on average, so about 75 hours


def retry_delay(tries: int, retry_after: float | None, draw: random.Random | None = None) -> timedelta:
    """The wait after the `tries`-th failed attempt (from 1): full jitter, uniform in 0 .. min(6 h, 5 s * 2^(tries - 1)).

    What the destination asks for (`retry_after`, seconds) is the least it gets, and no leave to hurry: "0" repeated
    would spend all tries in seconds.
    """
    longest = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(tries - 1, 40))
    drawn = (draw or random).uniform(0.0, longest)
    return timedelta(seconds=max(retry_after or 0.0, drawn))
