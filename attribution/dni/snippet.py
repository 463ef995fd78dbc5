"""The browser snippet: its parts put together as one script."""

import gzip
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from pathlib import Path

PARTS = Path(__file__).resolve().parent.parent / "static" / "attribution" / "t"
# A function of its own keeps the names away from the page.
FRAME = '(() => {{\n"use strict";\n{}}})();\n'
_COMMENT_OR_INDENT = re.compile(r"^[ \t]*(//.*\n)?|^\n", re.MULTILINE)
# Spaces beside these only please the eye. The parts have none there inside of texts and patterns.
SPACED = re.compile(r" ?(=>|[!=]==|&&|\|\||[-+*<>?:={},]) ?")

_TOP_LEVEL = re.compile(r"^(?:const|let) (\w{4,})", re.MULTILINE)


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
    body = SPACED.sub(r"\1", _COMMENT_OR_INDENT.sub("", FRAME.format(_shortened(source)))).encode()
    digest = sha384(body)
    integrity = f"sha384-{b64encode(digest.digest()).decode()}"
    return Script(body, gzip.compress(body, 9, mtime=0), digest.hexdigest()[:16], integrity)


def _shortened(source: str) -> str:
    """With short names for what stands at the top level of the parts, but for names that are also those of a property, of
    a field in braces or of a word in a text: these are left as they are wherever they stand.
    """
    for number, name in enumerate(_TOP_LEVEL.findall(source)):
        elsewhere = rf"""\.{name}\b|\b{name}:|["'`{{,|/]\s*{name}\s*["'`,}}|/]"""
        if not re.search(elsewhere, source):
            source = re.sub(rf"(?<![\w$.]){name}\b", f"${number:x}", source)
    return source
