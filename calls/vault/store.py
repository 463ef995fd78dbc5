"""Encrypted files: written complete or not at all, read with the call's own key."""

import base64
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages

from calls.models import Recording
from calls.vault import cipher


class Incoming:
    """A file on its way in, sealed as it comes: what touches the disk is never clear. Gone unless it is saved."""

    def __init__(self, recording: Recording, suffix: str) -> None:
        if recording.sealed_key is None:
            recording.sealed_key = base64.b64encode(cipher.new_key()).decode()
        self._name = f"{recording.account_id}/{uuid.uuid4().hex}.{suffix}"
        self._key, self._complete = _key(recording), False
        with ExitStack() as stack:
            self._file = stack.enter_context(TemporaryFile())
            self._open = stack.pop_all()
        self._sealer = cipher.Sealer(self._key, self._name)

    def write(self, chunk: bytes) -> None:
        """Takes more plaintext; not after it was read or saved."""
        self._file.write(self._sealer.update(chunk))

    def read(self) -> Iterator[bytes]:
        """All plaintext again."""
        self._finish()
        yield from cipher.unseal(_read(self._file), self._key, self._name)

    def save(self) -> str:
        """Keeps the file; its name."""
        self._finish()
        return str(storages["vault"].save(self._name, File(self._file)))

    def close(self) -> None:
        """Lets go of what was not saved."""
        self._open.close()

    def _finish(self) -> None:
        if not self._complete:
            self._file.write(self._sealer.finish())
            self._complete = True
        self._file.seek(0)


def put(recording: Recording, chunks: Iterable[bytes], suffix: str) -> str:
    """Seals `chunks` under the recording's key, made on first use; the name of the new file is returned.

    The caller stores name and key in one transaction: a file without a row is found by the sweep and removed.
    """
    with closing(Incoming(recording, suffix)) as incoming:
        for chunk in chunks:
            incoming.write(chunk)
        return incoming.save()


def get(recording: Recording, name: str) -> Iterator[bytes]:
    """The plaintext of one of the recording's files. Raises FileNotFoundError, cipher.Damaged."""
    with storages["vault"].open(name) as file:
        yield from cipher.unseal(_read(file), _key(recording), name)


def remove(name: str) -> None:
    """Deletes a file; harmless when it is gone."""
    if name:
        storages["vault"].delete(name)


def exists(name: str) -> bool:
    """Whether the vault has a file of this name."""
    return bool(name) and bool(storages["vault"].exists(name))


def _key(recording: Recording) -> bytes:
    if recording.sealed_key is None:
        raise FileNotFoundError(f"the key of recording {recording.pk} was destroyed")
    return base64.b64decode(recording.sealed_key)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(cipher.FRAME):
        yield chunk
