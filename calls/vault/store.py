"""Encrypted files: written complete or not at all, read with the call's own key."""

import base64
import uuid
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages

from calls.models import Recording
from calls.vault import cipher


def put(recording: Recording, chunks: Iterable[bytes], suffix: str) -> str:
    """Seals `chunks` under the recording's key, made on first use; the name of the new file is returned.

    The caller stores name and key in one transaction: a file without a row is found by the sweep and removed.
    """
    if recording.sealed_key is None:
        recording.sealed_key = base64.b64encode(cipher.new_key()).decode()
    name = f"{recording.account_id}/{uuid.uuid4().hex}.{suffix}"
    with TemporaryFile() as sealed:
        sealed.writelines(cipher.seal(chunks, _key(recording), name))
        sealed.seek(0)
        return str(storages["vault"].save(name, File(sealed)))


def get(recording: Recording, name: str) -> Iterator[bytes]:
    """The plaintext of one of the recording's files. Raises FileNotFoundError, cipher.Damaged."""
    with storages["vault"].open(name) as file:
        yield from cipher.unseal(_read(file), _key(recording), name)


def remove(name: str) -> None:
    """Deletes a file; harmless when it is gone."""
    if name:
        storages["vault"].delete(name)


def _key(recording: Recording) -> bytes:
    if recording.sealed_key is None:
        raise FileNotFoundError(f"the key of recording {recording.pk} was destroyed")
    return base64.b64decode(recording.sealed_key)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(cipher.FRAME):
        yield chunk
