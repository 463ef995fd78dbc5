"""The browser snippet: its parts put together as one script."""

import gzip
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from pathlib import Path

from rjsmin import jsmin

PARTS = Path(__file__).resolve().parent.parent / "static" / "attribution" / "t"
# A function of its own keeps the names away from the page.
FRAME = '(() => {{\n"use strict";\n{}}})();\n'


@dataclass(frozen=True, slots=True)
class Script:
    """The script as it is served. `version`: the part of its address that changes with it; `integrity`: for the tag."""

    body: bytes
    compressed: bytes
    version: str
    integrity: str


@cache
def script() -> Script:
    """The snippet of this release, without comments and needless spaces."""
    source = "".join(part.read_text(encoding="utf-8") for part in sorted(PARTS.glob("*.js")))
    body = jsmin(FRAME.format(source)).encode()
    digest = sha384(body)
    integrity = f"sha384-{b64encode(digest.digest()).decode()}"
    return Script(body, gzip.compress(body, 9, mtime=0), digest.hexdigest()[:16], integrity)
