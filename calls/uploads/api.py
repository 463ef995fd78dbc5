"""Uploads in the API: a raw body, or a form with a file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from calls.models import Call
from calls.personal_data import IncomingRecording, TooLarge
from calls.uploads import handlers
from calls.uploads.forms import FactsForm
from calls.uploads.services import Unusable, receive
from compliance.api.idempotency import idempotent
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView
from compliance.models import Account
from compliance.tenancy import require_account_id

READ = 1 << 20
FORM_OVERHEAD = 1 << 16


class RecordingTooLarge(APIException):
    """More bytes than RECORDING_MAX_BYTES."""

    status_code = 413
    default_detail = "The recording is larger than this server takes."


class RecordingUnusable(APIException):
    """The bytes are no recording."""

    status_code = 422
    default_code = "unusable"


class AudioParser(BaseParser):
    """The body is the recording itself."""

    media_type = "audio/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        """Seals the body as it comes; it is the `recording` of the data."""
        incoming = IncomingRecording()
        try:
            while chunk := stream.read(READ):
                incoming.write(chunk)
        except TooLarge as error:
            incoming.close()
            raise RecordingTooLarge from error
        return {"recording": incoming}


class BytesParser(AudioParser):
    """The same for clients that do not know what they send."""

    media_type = "application/octet-stream"


@extend_schema_field(OpenApiTypes.BINARY)
class RecordingField(serializers.FileField):
    """The file."""


class UploadFields(serializers.Serializer[Any]):
    """A form with the file and what is known about the call."""

    recording = RecordingField()
    started_at = serializers.DateTimeField(required=False)
    direction = serializers.ChoiceField(Call.Direction.choices, required=False)
    caller = serializers.CharField(required=False, help_text="The customer's number.")
    called = serializers.CharField(required=False, help_text="The tracking number.")
    agent = serializers.CharField(required=False)
    caller_channel = serializers.ChoiceField(["0", "1"], required=False)
    consent = serializers.BooleanField(required=False, allow_null=True)


class UploadSerializer(SparseSerializer[Any]):
    """What became of an upload."""

    call = serializers.IntegerField(source="call.pk")
    created = serializers.BooleanField(help_text="False: the same recording was there already.")
    analysed = serializers.BooleanField(
        help_text="False: without consent nothing is transcribed or analysed."
    )
    processing = serializers.ChoiceField(Call.Processing.choices, source="call.processing")
    progress_url = serializers.SerializerMethodField(
        help_text="Ask it until `processing` is done or attention."
    )

    def get_progress_url(self, received: Any) -> str:
        """Stage by stage."""
        address = reverse("api-call", args=[received.call.pk], request=self.context.get("request"))
        return f"{address}?fields=processing,stages"


_RAW = {"type": "string", "format": "binary", "description": "The recording itself."}
_ABOUT = "Of a raw body; a form has it as a field."


class Upload(ApiView):
    """Recordings that somebody has."""

    tag = "Calls"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"POST": "calls.import"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {
        "POST": [
            OpenApiParameter("started_at", datetime, description=f"When the call began. {_ABOUT}"),
            OpenApiParameter("direction", str, enum=list(Call.Direction.values), description=_ABOUT),
            OpenApiParameter("caller", str, description=f"The customer's number. {_ABOUT}"),
            OpenApiParameter("called", str, description=f"The tracking number. {_ABOUT}"),
            OpenApiParameter("agent", str, description=f"Name of who answered. {_ABOUT}"),
            OpenApiParameter("caller_channel", str, enum=["0", "1"], description=_ABOUT),
            OpenApiParameter(
                "consent", bool, description=f"That everybody agreed to recording and analysis. {_ABOUT}"
            ),
        ]
    }
    parser_classes: Any = (AudioParser, BytesParser, MultiPartParser)
    serializer_class = UploadSerializer

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Files of forms go into the vault too."""
        request.upload_handlers = [handlers.IntoVault(request)]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses by its announced length what is too long. Raises RecordingTooLarge."""
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.RECORDING_MAX_BYTES + FORM_OVERHEAD:
            raise RecordingTooLarge

    def body_digest(self, request: Request) -> str:
        """Of the recording and all that is said about it."""
        data = _data(request)
        said = {name: data[name] for name in FactsForm.base_fields if name in data}
        document = json.dumps([_incoming(request).digest, said], sort_keys=True)
        return hashlib.sha256(document.encode()).hexdigest()

    @extend_schema(
        request={"audio/*": _RAW, "application/octet-stream": _RAW, "multipart/form-data": UploadFields},
        responses={201: UploadSerializer, 200: UploadSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Upload a recording. It is encrypted as it comes, checked by decoding, and runs through the whole pipeline.

        The same recording again is the same call (200). A file that cannot be decoded is refused (422) and nothing of
        it stays. Without consent, stated here or attested by the account, the call is kept and nothing is analysed.
        """
        account = Account.objects.get(pk=require_account_id())
        incoming = _incoming(request)
        with timezone.override(account.time_zone):
            form = FactsForm(
                request.data if "multipart" in request.content_type else request.query_params, account=account
            )
            if not form.is_valid():
                raise ValidationError(
                    {name: [str(text) for text in texts] for name, texts in form.errors.items()}
                )
        try:
            received = receive(incoming, form.cleaned_data)
        except Unusable as error:
            raise RecordingUnusable(str(error)) from error
        finally:
            incoming.close()
        received.call.refresh_from_db()
        return Response(self.get_serializer(received).data, status=201 if received.created else 200)


def _incoming(request: Request) -> IncomingRecording:
    """What was sent. Raises ValidationError, RecordingTooLarge."""
    found = _data(request).get("recording")
    if handlers.refused(request._request) is not None:
        raise RecordingTooLarge
    if isinstance(found, handlers.SealedFile):
        return found.incoming
    if not isinstance(found, IncomingRecording):
        raise ValidationError({"recording": ["A file is expected."]})
    return found


def _data(request: Request) -> Mapping[str, Any]:
    return request.data if isinstance(request.data, Mapping) else {}
