"""Example answers and bodies of the OpenAPI document, made from its schemas and a table of plausible values."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.api.samples import SAMPLES

BY_FORMAT: Mapping[str, Any] = {
    "date-time": "2026-11-20T12:05:00-08:00",
    "date": "2026-11-20",
    "uri": "https://ringtrace.example/api/v1/calls?cursor=WyJzdGFydF90aW1lIiwx",
    "uuid": "7a9c1c1e-5f0e-4c57-9a55-0d5d3a3c1f10",
    "decimal": "150.00",
    "binary": "(the file)",
}
BY_TYPE: Mapping[str, Any] = {"integer": 12, "number": 12.5, "boolean": True, "string": "text"}
DEEPEST = 8


def add_examples(
    result: dict[str, Any], generator: Any, request: Any = None, public: bool = False
) -> dict[str, Any]:
    """Post-processing hook: an example in every JSON body and answer that has none."""
    schemas = result.get("components", {}).get("schemas", {})
    for code, media in _media(result):
        if "example" not in media and "examples" not in media and media.get("schema"):
            sample = _sample(media["schema"], schemas, "", 0)
            media["example"] = _fault(sample, code) if code >= "400" and isinstance(sample, dict) else sample
    return result


def _media(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in document.get("paths", {}).values():
        for operation in item.values():
            answers = operation.get("responses", {})
            found = [("", operation.get("requestBody", {})), *answers.items()]
            for code, body in found:
                for kind, media in body.get("content", {}).items():
                    if "json" in kind:
                        yield str(code), media


def _fault(sample: dict[str, Any], code: str) -> dict[str, Any]:
    kept = sample if code == "400" else {name: value for name, value in sample.items() if name != "errors"}
    return {**kept, "status": int(code), "title": TITLES.get(code, ""), "detail": DETAILS.get(code, "")}


TITLES = {
    "400": "Bad Request",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "Not Found",
    "406": "Not Acceptable",
    "409": "Conflict",
    "413": "Request Entity Too Large",
    "415": "Unsupported Media Type",
    "422": "Unprocessable Entity",
    "429": "Too Many Requests",
    "500": "Internal Server Error",
}
DETAILS = {
    "400": "The request has fields that cannot be used.",
    "401": "The API key is unknown or revoked.",
    "403": "You do not have permission to perform this action.",
    "404": "Not found.",
    "406": "Could not satisfy the request Accept header.",
    "409": "A request with this Idempotency-Key is being worked on; ask again.",
    "413": "The body is too large.",
    "415": "Unsupported media type in request.",
    "422": "This Idempotency-Key was used for another request.",
    "429": "Request was throttled. Expected available in 12 seconds.",
    "500": "This is an error of ours; it was logged under the request's id.",
}


def _sample(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, depth: int, owner: str = ""
) -> Any:
    if "$ref" in schema:
        owner = schema["$ref"].rsplit("/", 1)[1]
        return _sample(schemas[owner], schemas, name, depth, owner)
    for many in ("allOf", "oneOf", "anyOf"):
        if many in schema:
            return _sample(schema[many][0], schemas, name, depth, owner)
    if "enum" in schema:
        known = [value for value in schema["enum"] if value not in (None, "")]
        return SAMPLES[name] if SAMPLES.get(name) in known else known[0]
    if "example" in schema:
        return schema["example"]
    kind = schema.get("type")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object":
        return _object(schema, schemas, depth, owner)
    if kind == "array":
        item = _sample(schema.get("items", {}), schemas, name, depth + 1)
        found = SAMPLES.get(name)
        return found if isinstance(found, list) else [item] if depth < DEEPEST else []
    return _scalar(schema, kind, name)


def _object(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int, owner: str) -> Any:
    if depth > DEEPEST:
        return {}
    properties = schema.get("properties", {})
    return {
        name: SAMPLES[f"{owner}.{name}"]
        if f"{owner}.{name}" in SAMPLES
        else _sample(one, schemas, name, depth + 1)
        for name, one in properties.items()
    }


def _scalar(schema: Mapping[str, Any], kind: Any, name: str) -> Any:
    types: Mapping[Any, tuple[type, ...]] = {
        "integer": (int,),
        "number": (int, float),
        "string": (str,),
        "boolean": (bool,),
    }
    found = BY_FORMAT.get(schema.get("format", "")) if kind == "string" else None
    named = SAMPLES.get(name)
    fits = isinstance(named, types.get(kind, ())) and isinstance(named, bool) == (kind == "boolean")
    if found is None and fits:
        found = named
    if found is None:
        found = BY_TYPE.get(kind)
    top = schema.get("maximum")
    return min(found, top) if top is not None and isinstance(found, int | float) else found
