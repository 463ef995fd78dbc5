"""Errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The error as `application/problem+json`; None for a bug, which then surfaces as 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
    }
    if isinstance(error, exceptions.ValidationError):
        problem["detail"] = "The request has fields that cannot be used."
        problem["errors"] = _pointers(response.data)
    else:
        problem["detail"] = str(error.detail)
    response.data = problem
    response.content_type = "application/problem+json"
    return response


def _pointers(data: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(data, dict):
        return [row for key, value in data.items() for row in _pointers(value, f"{path}/{key}")]
    if isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        return [row for index, value in enumerate(data) for row in _pointers(value, f"{path}/{index}")]
    messages = data if isinstance(data, list) else [data]
    return [{"pointer": f"#{path}", "detail": str(message)} for message in messages]
