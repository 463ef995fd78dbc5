"""`Idempotency-Key`: a POST that is sent again is answered again and done once.

The row is begun before the work. Work and kept answer are one transaction, so a request that died half-way has done
nothing; after TAKEOVER its row may be taken over.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.callers import caller_of
from compliance.models import IdempotentRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
TAKEOVER = timedelta(minutes=10)
RETRY_SECONDS = 2
KEY = re.compile(r"[\x21-\x7e]{1,120}")

Handler = Callable[..., HttpResponseBase]


class InProgress(APIException):
    """The first request with the key is still being worked on."""

    status_code = 409
    default_detail = "A request with this Idempotency-Key is being worked on; ask again."
    default_code = "in_progress"
    wait = RETRY_SECONDS


class KeyReused(APIException):
    """The key came with another request before."""

    status_code = 422
    default_detail = "This Idempotency-Key was used for another request."
    default_code = "key_reused"


def idempotent(handler: Handler) -> Handler:
    """For `post` methods of an ApiView: honours the header. A request that failed is not remembered."""

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not KEY.fullmatch(key):
            raise ValidationError({HEADER: ["1 to 120 visible ASCII characters are expected."]})
        row = _begin(caller_of(request), key, _fingerprint(request, view.body_digest(request)))
        if row.status_code is not None:
            return _replay(row)
        try:
            with transaction.atomic():
                response = handler(view, request, *args, **kwargs)
                _keep(row, response)
        except BaseException:
            IdempotentRequest.objects.filter(pk=row.pk, status_code=None).delete()
            raise
        return response

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def sweep() -> int:
    """Removes what was kept long enough, in every account; how many rows."""
    return IdempotentRequest.everywhere.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _fingerprint(request: Request, body: str) -> str:
    parts = (request.method or "", request.get_full_path(), body)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _begin(caller: str, key: str, fingerprint: str) -> IdempotentRequest:
    """The key's row: new, answered, or taken over. Raises KeyReused, InProgress."""
    row, created = IdempotentRequest.objects.get_or_create(
        caller=caller, key=key, defaults={"fingerprint": fingerprint}
    )
    if created:
        return row
    if row.fingerprint != fingerprint:
        raise KeyReused
    if row.status_code is None:
        now = timezone.now()
        begun = IdempotentRequest.objects.filter(pk=row.pk, status_code=None, created_at__lt=now - TAKEOVER)
        if not begun.update(created_at=now):
            raise InProgress
    return row


def _keep(row: IdempotentRequest, response: HttpResponseBase) -> None:
    if not isinstance(response, Response):
        raise TypeError("an idempotent operation answers with a document")
    IdempotentRequest.objects.filter(pk=row.pk).update(
        status_code=response.status_code,
        content_type="application/json",
        body=JSONRenderer().render(response.data).decode(),
    )


def _replay(row: IdempotentRequest) -> HttpResponse:
    return HttpResponse(
        row.body, status=row.status_code, content_type=row.content_type, headers={REPLAYED: "true"}
    )
