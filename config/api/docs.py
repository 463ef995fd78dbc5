"""The reference of the API as a page, made from the OpenAPI document."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
DEEPEST = 6

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or property; `name` has dots where it is nested."""

    name: str
    kind: str
    required: bool
    text: list[Piece]
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: list[list[Piece]]
    scope: str
    parameters: list[Field]
    kinds: list[str]
    body: list[Field]
    body_example: str
    answers: list[str]
    fields: list[Field]
    example: str
    csv: bool
    faults: list[tuple[str, str]]
    curl: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one tag."""

    name: str
    slug: str
    text: str
    operations: list[Operation]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """GET /api/docs/: how to use the API, and each of its operations."""
    introduction, chapters = _read()
    return render(request, "api/docs.html", {"introduction": introduction, "chapters": chapters})


def openapi() -> dict[str, Any]:
    """The document, without a request: the same for everybody."""
    generator: Any = SchemaGenerator
    return dict(generator().get_schema(request=None, public=True))


@cache
def _read() -> tuple[list[list[Piece]], list[Chapter]]:
    document = openapi()
    info = document["info"]
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, one in item.items():
            if path.startswith("/api/v1/"):
                found[one["tags"][0]].append(_operation(path, method, one, document["components"]["schemas"]))
    return list(_paragraphs(info["description"])), [
        Chapter(tag["name"], tag["name"].lower(), tag["description"], found[tag["name"]])
        for tag in document["tags"]
        if found[tag["name"]]
    ]


def _operation(path: str, method: str, one: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    good = {code: answer for code, answer in one["responses"].items() if code < "300"}
    answer = next(iter(good.values())).get("content", {})
    media = answer.get("application/json", {})
    sent = one.get("requestBody", {}).get("content", {})
    body = sent.get("application/json") or sent.get("multipart/form-data") or {}
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        paragraphs=list(_paragraphs(one["description"].rpartition("Needs the scope")[0])),
        scope=next((words[0] for part in one["security"] for words in part.values() if words), ""),
        parameters=[_parameter(parameter) for parameter in one.get("parameters", ())],
        kinds=list(sent),
        body=list(_fields(body.get("schema", {}), schemas)),
        body_example=_pretty(body.get("example")),
        answers=list(good),
        fields=list(_fields(media.get("schema", {}), schemas)),
        example=_pretty(media.get("example")),
        csv="text/csv" in answer,
        faults=[
            (code, reply.get("description", "")) for code, reply in one["responses"].items() if code >= "400"
        ],
        curl=_curl(path, method, sent, body.get("example")),
    )


def _parameter(one: Mapping[str, Any]) -> Field:
    where = {"header": " (header)", "path": " (path)"}.get(one["in"], "")
    schema = one.get("schema", {})
    return Field(
        one["name"],
        _kind(schema) + where,
        bool(one.get("required")),
        _pieces(one.get("description", "")),
        [str(value) for value in schema.get("enum", ())],
    )


def _fields(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[Field]:
    schema = _resolved(schema, schemas)[0]
    required = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        inner, inner_many = _resolved(one, schemas)
        text = _pieces(one.get("description") or inner.get("description", ""))
        full = f"{prefix}{name}{'[]' if inner_many else ''}"
        enum = [str(value) for value in inner.get("enum", ()) if value is not None]
        kind = f"list of {_kind(inner)}" if inner_many else _kind(one if "type" in one else inner)
        yield Field(full, kind, name in required, text, enum)
        if inner.get("properties") and depth < DEEPEST:
            yield from _fields(inner, schemas, f"{full}.", depth + 1)


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """The schema behind references, and whether it is that of a list's items."""
    many = False
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
        elif any(name in schema for name in ("allOf", "oneOf", "anyOf")):
            schema = next(schema[name][0] for name in ("allOf", "oneOf", "anyOf") if name in schema)
        elif schema.get("type") == "array" or "items" in schema:
            schema, many = schema.get("items", {}), True
        else:
            return schema, many


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "any")
    words = [str(one) for one in kind] if isinstance(kind, list) else [str(kind)]
    form = {"date-time": "time", "date": "day", "uuid": "UUID", "binary": "file", "uri": "address"}.get(
        schema.get("format", "")
    )
    named = [form if form and one == "string" else one for one in words]
    return " or ".join(dict.fromkeys(str(one) for one in named))


def _curl(path: str, method: str, sent: Mapping[str, Any], example: Any) -> str:
    address = f"{settings.PUBLIC_URL}{path}".replace("{id}", "4711").replace("{delivery}", "12")
    lines = [f"curl {address}" if method == "get" else f"curl -X {method.upper()} {address}"]
    lines.append('-H "Authorization: Bearer $RINGTRACE_KEY"')
    if method == "post":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if "audio/*" in sent:
        lines[0] += "?consent=true"
        lines += ["-H 'Content-Type: audio/wav'", "-T call.wav"]
    elif "application/json" in sent:
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(example)}'"]
    return " \\\n  ".join(lines)


def _pretty(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False) if example is not None else ""


def _paragraphs(text: str) -> Iterator[list[Piece]]:
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.strip():
            yield _pieces(" ".join(part.split()))


def _pieces(text: str) -> list[Piece]:
    """Text cut into ("", plain), ("code", …) and ("strong", …)."""
    found: list[Piece] = []
    at = 0
    for mark in MARKS.finditer(text):
        found += [("", text[at : mark.start()])] if mark.start() > at else []
        found.append(("code", mark[1]) if mark[1] else ("strong", mark[2]))
        at = mark.end()
    return [*found, ("", text[at:])] if at < len(text) else found
