"""Web and network addresses, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer

_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty|eleven|twelve|hundred)"
)
_NUMBER = rf"(?:\d{{1,3}}|{_WORD}(?:[ -](?:and |){_WORD})*)"
_DOT = r"\s+(?:dot|point)\s+"
_IPV4 = re.compile(
    rf"\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b|\b{_NUMBER}{_DOT}{_NUMBER}{_DOT}{_NUMBER}{_DOT}{_NUMBER}\b",
    re.IGNORECASE,
)
_IPV6 = re.compile(r"\b(?:[0-9a-f]{1,4}:){1,7}(?::?[0-9a-f]{1,4})+\b", re.IGNORECASE)
_TLD = r"(?:com|net|org|edu|gov|info|biz|io|co|us|uk|me|ca|mil|app|dev|example|online|shop|store)"
_HOST = r"[a-z0-9-]+(?:\s+(?:dash|hyphen)\s+[a-z0-9-]+)*"
_URL = re.compile(
    rf"(?:https?://|\bw ?w ?w\s*(?:\.|dot)\s*)?\b{_HOST}(?:(?:\.|\s+dot\s+){_HOST})*(?:\.|\s+dot\s+){_TLD}\b"
    rf"(?:(?:/|\s+(?:forward )?slash\s+)[a-z0-9_-]+)*",
    re.IGNORECASE,
)


class IpRecognizer(SpokenRecognizer):
    """Addresses of devices (IPv4 and IPv6)."""

    entity = "IP"

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield addresses with their four numbers or hexadecimal groups."""
        for line in call.script.lines:
            for match in _IPV4.finditer(call.script.text, line.begin, line.stop):
                yield Finding(match.start(), match.end(), 0.7)
            for match in _IPV6.finditer(call.script.text, line.begin, line.stop):
                if match.group().count(":") > 1 or re.search("[a-f]", match.group(), re.IGNORECASE):
                    yield Finding(match.start(), match.end(), 0.7)


class UrlRecognizer(SpokenRecognizer):
    """Web addresses; those of e-mails belong to them."""

    entity = "URL"

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield addresses that end in a top-level domain, with their path."""
        for line in call.script.lines:
            for match in _URL.finditer(call.script.text, line.begin, line.stop):
                yield Finding(match.start(), match.end(), 0.75)
