"""The script as it is served."""

import gzip
import re
from base64 import b64encode
from hashlib import sha384

from django.test import Client

from attribution.dni.snippet import PARTS, script

LIMIT = 6000
NEWER_THAN_ES2017 = ("?.", "??", "{ ...", "catch {", "**=", "matchAll", ".flat(", "allSettled", "replaceAll")


def test_it_is_small() -> None:
    assert len(gzip.compress(script().body, 9)) < LIMIT
    assert gzip.decompress(script().compressed) == script().body


def test_it_needs_nothing_a_strict_policy_forbids_and_no_new_browser() -> None:
    source = "".join(part.read_text() for part in PARTS.glob("*.js"))
    for word in (
        "eval(",
        "new Function",
        "innerHTML",
        "document.write",
        ".style",
        "import ",
        *NEWER_THAN_ES2017,
    ):
        assert word not in source, word
    assert "ringtrace" in script().body.decode()


def test_texts_and_patterns_have_no_space_that_would_be_lost() -> None:
    source = "".join(part.read_text() for part in PARTS.glob("*.js"))
    code = re.sub(r"//.*|\$\{[^}]*\}", "", source)
    for text in re.findall(r'"[^"\n]*"|`[^`\n]*`', code):
        assert not re.search(r" (=>|[-+*<>?:={},&|])|([-+*<>?:={},&|]) ", text), text


def test_the_newest_is_for_everybody_and_kept_for_an_hour() -> None:
    answer = Client().get("/t.js?k=any", headers={"Accept-Encoding": "gzip, br"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"].startswith("public, max-age=3600")
    assert (answer["Content-Encoding"], answer.content) == ("gzip", script().compressed)
    again = Client().get("/t.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Set-Cookie" not in answer.headers


def test_a_release_has_an_address_of_its_own_that_can_be_pinned() -> None:
    found = script()
    answer = Client().get(f"/t.{found.version}.js")
    assert (answer.content, answer["Cache-Control"]) == (found.body, "public, max-age=31536000, immutable")
    assert found.integrity == f"sha384-{b64encode(sha384(answer.content).digest()).decode()}"
    assert "Content-Encoding" not in answer
    assert Client().get("/t.0123456789abcdef.js").status_code == 404
    assert Client().post("/t.js").status_code == 405
