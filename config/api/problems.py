"""Errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as InvalidData
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found, server_error
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.views import exception_handler

from compliance.causes import current_correlation_id

TYPE = "application/problem+json"
API = "/api/"


class TooLarge(exceptions.APIException):
    """The body is longer than the server takes."""

    status_code = 413
    default_detail = "The body is too large."


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The error as `application/problem+json`; None for a bug, which then surfaces as 500."""
    error = _translated(error)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    found: dict[str, Any] = {"detail": _text(error)}
    if isinstance(error, exceptions.ValidationError):
        found = {"detail": "The request has fields that cannot be used.", "errors": _pointers(response.data)}
    headers = {name: response[name] for name in ("WWW-Authenticate", "Retry-After") if name in response}
    return problem(response.status_code, headers=headers, **found)


def problem(status: int, *, headers: dict[str, str] | None = None, **found: Any) -> HttpResponse:
    """One problem; `found` has `detail` and, for fields, `errors`."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **found}
    document["request_id"] = current_correlation_id() or ""
    return JsonResponse(document, status=status, content_type=TYPE, headers=headers)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 of an address that is none: a problem below /api/, else the page."""
    if request.path.startswith(API):
        return problem(404, detail="There is no such address.")
    return page_not_found(request, exception)


def no_operation(request: HttpRequest, rest: str) -> HttpResponse:
    """Any address below /api/ that is none."""
    return problem(404, detail="There is no such address.")


def failed(request: HttpRequest) -> HttpResponse:
    """500: a problem below /api/, else the page. The log has the rest, under the request's id."""
    if request.path.startswith(API):
        return problem(500, detail="This is an error of ours; it was logged under the request's id.")
    return server_error(request)


def _translated(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, InvalidData):
        return exceptions.ValidationError(get_error_detail(error))
    return error


def _text(error: exceptions.APIException) -> str:
    return str(error.detail)


def _pointers(data: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(data, dict):
        return [row for key, value in data.items() for row in _pointers(value, f"{path}/{key}")]
    if isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        return [row for index, value in enumerate(data) for row in _pointers(value, f"{path}/{index}")]
    messages = data if isinstance(data, list) else [data]
    return [{"pointer": f"#{path}", "detail": str(message)} for message in messages]
