"""Programs that read pages but never call."""

import re
from functools import lru_cache

_BOTS = re.compile(
    r"bot\b|bots\b|crawl|spider|slurp|headless|preview|prerender|lighthouse|pagespeed|facebookexternalhit|mediapartners"
    r"|inspectiontool|archiver|monitor|pingdom|gtmetrix|uptime|scrap|validator|phantomjs|selenium|playwright|puppeteer"
    r"|^(?:curl|wget|python|java|go-http|okhttp|libwww|ruby|php|node|axios|httpx|apache-httpclient)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_bot(user_agent: str) -> bool:
    """Whether the user agent names a crawler, a checker or a script. An empty one says nothing, so it is none."""
    return bool(_BOTS.search(user_agent))
