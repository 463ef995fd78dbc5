"""Which sort of device a user agent speaks for."""

import re
from functools import lru_cache

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("tablet", re.compile(r"ipad|tablet|playbook|kindle|silk/|android(?!.*mobile)", re.IGNORECASE)),
    ("mobile", re.compile(r"mobi|iphone|ipod|android|phone|opera mini|blackberry", re.IGNORECASE)),
    ("desktop", re.compile(r"windows nt|macintosh|x11|cros|linux", re.IGNORECASE)),
)


@lru_cache(maxsize=4096)
def device(user_agent: str, *, touch: bool = False) -> str:
    """`mobile`, `tablet`, `desktop` or `unknown`. `touch`: the screen takes fingers, as Macintoshes never do: an iPad
    gives itself out for one.
    """
    if touch and "Macintosh" in user_agent:
        return "tablet"
    return next((kind for kind, pattern in _RULES if pattern.search(user_agent)), "unknown")
