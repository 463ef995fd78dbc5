"""Files of multipart forms, straight into the vault: Django's own handler would write them to disk in clear."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from calls.personal_data import IncomingRecording, TooLarge
from compliance.tenancy import current_account_id


class SealedFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A file of a form whose content only a recording can keep."""

    def __init__(self, name: str | None, size: int, incoming: IncomingRecording) -> None:
        super().__init__(name=name, size=size)
        self.incoming = incoming


class IntoVault(FileUploadHandler):
    """Takes the form's files; `refused`: why the last one was not taken to its end."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused: TooLarge | None = None
        self._incoming: IncomingRecording | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins a file; nobody's is not even read."""
        if current_account_id() is None:
            raise SkipFile
        super().new_file(*args, **kwargs)
        self._incoming = IncomingRecording()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seals the chunk."""
        if self._incoming is None:
            return
        try:
            self._incoming.write(raw_data)
        except TooLarge as error:
            self.refused = error
            raise StopUpload(connection_reset=True) from error

    def file_complete(self, file_size: int) -> SealedFile | None:
        """The file as forms see it."""
        if self._incoming is None:
            return None
        found, self._incoming = SealedFile(self.file_name, file_size, self._incoming), None
        return found

    def upload_interrupted(self) -> None:
        """Lets go of what came."""
        if self._incoming is not None:
            self._incoming.close()


def straight_to_vault(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages that take recordings: outermost, with `csrf_protect` below the permission, since that reads the form."""

    @csrf_exempt
    @wraps(view)
    def prepared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [IntoVault(request)]
        return view(request, *args, **kwargs)

    return prepared


def refused(request: HttpRequest) -> TooLarge | None:
    """Why the form's file was not taken, once the form was read."""
    found = [one.refused for one in request.upload_handlers if isinstance(one, IntoVault)]
    return next((error for error in found if error is not None), None)
