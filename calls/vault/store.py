"""Encrypted files: written complete or not at all, read with the call's own key."""

import base64
import uuid
from collections.abc import Iterable, Iterator
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages

from calls.models import Recording
from calls.vault import cipher


class _Frames(File):  # type: ignore[type-arg]
    """A file whose content is made while it is written."""

    def __init__(self, frames: Iterable[bytes], name: str) -> None:
        self._frames = iter(frames)
        super().__init__(self, name)  # type: ignore[arg-type]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The frames, once."""
        return self._frames


def put(recording: Recording, chunks: Iterable[bytes], suffix: str) -> str:
    """Seals `chunks` under the recording's key, made on first use; the name of the new file is returned.

    The caller stores name and key in one transaction: a file without a row is found by the sweep and removed.
    """
    if recording.sealed_key is None:
        recording.sealed_key = base64.b64encode(cipher.new_key()).decode()
    name = f"{recording.account_id}/{uuid.uuid4().hex}.{suffix}"
    storage = storages["vault"]
    try:
        saved = storage.save(name, _Frames(cipher.seal(chunks, _key(recording), name), name))
    except BaseException:
        storage.delete(name)
        raise
    return str(saved)


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
