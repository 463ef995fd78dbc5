"""How operations become the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from compliance.api.csv import TYPE as CSV
from compliance.api.idempotency import HEADER
from compliance.api.sparse import Fields
from compliance.api.views import ApiView, ListView
from config.api.problems import TYPE as PROBLEM

KEY = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, description="Any text of your own that names this very request."
)


class FaultSerializer(serializers.Serializer[Any]):
    """One field or parameter that cannot be used."""

    pointer = serializers.CharField(help_text="JSON pointer, e.g. `#/value`.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    request_id = serializers.CharField(help_text="The same as the header `X-Request-Id`.")

    def get_fields(self) -> Fields:
        """With the faults, a name that means something else on a serializer class."""
        return {**super().get_fields(), "errors": FaultSerializer(many=True, required=False)}


class Operation(AutoSchema):
    """Documents an ApiView from what it declares: scope, parameters, error answers, CSV. Its docstring is the summary."""

    view: Any

    def get_summary(self) -> str | None:
        """The first sentence of the method's docstring."""
        found: str | None = super().get_summary()
        return found or self._said()[0]

    def get_description(self) -> str:  # type: ignore[override]
        """The rest of it, and the scope."""
        scope = self._scope()
        return f"{self._said()[1]}\n\nNeeds the scope `{scope}`.".strip() if scope else self._said()[1]

    def get_tags(self) -> list[str]:
        """The view's tag."""
        return [self.view.tag] if getattr(self.view, "tag", "") else super().get_tags()

    def get_override_parameters(self) -> list[Any]:
        """Query parameters as the view knows them, and the key of repeated requests."""
        if not isinstance(self.view, ApiView):
            return list(super().get_override_parameters())
        return [*self.view.query_parameters(self.method), *([KEY] if self.method == "POST" else [])]

    def map_renderers(self, attribute: str) -> list[Any]:
        """What the answer can be had as; only reading has CSV."""
        known = super().map_renderers(attribute)
        return [one for one in known if self.method == "GET" or one not in (CSV, "csv")]

    def _get_format_parameters(self) -> list[Any]:
        return []

    def get_filter_backends(self) -> list[Any]:
        """None: the view names the parameters of its filters with the others."""
        return []

    def get_auth(self) -> list[dict[str, list[str]]]:
        """With the scope, as OpenAPI 3.1 allows for any kind of sign-in."""
        scope = self._scope()
        return [{name: [scope] if scope else [] for name in one} for one in super().get_auth()]

    def _is_list_view(self, serializer: Any = None) -> bool:
        if isinstance(self.view, ListView) and self.method == "GET":
            return True
        return bool(super()._is_list_view(serializer)) if not isinstance(self.view, ApiView) else False

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = dict(super()._get_response_bodies(direction))
        for code in self._faults():
            found = self._problem(code, direction)
            bodies.setdefault(str(code), {**found, "description": FAULTS[code]})
        for body in bodies.values():
            if CSV in body.get("content", {}):
                body["content"][CSV] = {"schema": {"type": "string", "description": "One line per row."}}
        return bodies

    def _faults(self) -> list[int]:
        if not isinstance(self.view, ApiView):
            return []
        writes = [409, 415, 422] if self.method == "POST" else []
        return sorted([400, 401, 403, 406, 429, 500, *([404] if "{" in self.path else []), *writes])

    def _problem(self, code: int, direction: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            ProblemSerializer, str(code), [PROBLEM], direction
        )
        return found

    def _scope(self) -> str:
        return str(getattr(self.view, "permissions", {}).get(self.method, ""))

    def _said(self) -> tuple[str, str]:
        doc = (getattr(getattr(self.view, self.method.lower(), None), "__doc__", "") or "").strip()
        first, _, rest = doc.partition("\n\n")
        sentence, mark, more = " ".join(first.split()).partition(". ")
        return sentence.rstrip("."), "\n\n".join(
            part for part in (more if mark else "", _lines(rest)) if part
        )


FAULTS = {
    400: "A parameter or field cannot be used; `errors` says which.",
    401: "The key is missing, unknown or revoked.",
    403: "The key lacks the scope.",
    404: "There is none in this account.",
    406: "The answer cannot be had in this format.",
    409: "The same request is being worked on; ask again after `Retry-After`.",
    415: "The body is of a kind the operation does not take.",
    422: "The key was used for another request, or the body cannot be worked on.",
    429: "Too many requests; `Retry-After` says when to go on.",
    500: "An error of ours.",
}


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Known to drf-spectacular by being imported."""

    target_class = "compliance.accounts.api_keys.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "An API key of the account."}
