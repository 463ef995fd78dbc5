"""Answers in JSON."""

from typing import Any

from rest_framework.renderers import JSONRenderer


class _AsciiRenderer(JSONRenderer):
    ensure_ascii = True


class AnyTextRenderer(JSONRenderer):
    """JSON in UTF-8; in ASCII with escapes where a text has half a character, as a problem may quote from a bad request."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """The encoded answer."""
        try:
            return bytes(super().render(data, accepted_media_type, renderer_context))
        except UnicodeEncodeError:
            return bytes(_AsciiRenderer().render(data, accepted_media_type, renderer_context))
