"""Authenticated encryption of files in frames: AES-256-GCM, a key per call.

A file is a sequence of frames of up to 1 MiB plaintext. Frame i uses nonce i (12 bytes, big endian; the key is used
for one file name only through the derived file key) and the additional data `i|last`, so that frames can be neither
reordered nor cut off unnoticed.
"""

import os
import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FRAME = 1 << 20
HEADER = struct.Struct(">I?")


class Damaged(ValueError):
    """The file was changed, cut off, or sealed with another key."""


def new_key() -> bytes:
    """A random 32-byte data key."""
    return os.urandom(32)


class Sealer:
    """Encrypts one file as it comes."""

    def __init__(self, key: bytes, name: str) -> None:
        self._cipher, self._index, self._buffer = _cipher(key, name), 0, bytearray()

    def update(self, chunk: bytes) -> bytes:
        """Takes plaintext; the frames that are full by now."""
        self._buffer += chunk
        frames = []
        while len(self._buffer) > FRAME:
            frames.append(self._seal(bytes(self._buffer[:FRAME]), last=False))
            del self._buffer[:FRAME]
        return b"".join(frames)

    def finish(self) -> bytes:
        """The last frame."""
        return self._seal(bytes(self._buffer), last=True)

    def _seal(self, frame: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._index), frame, _context(self._index, last))
        self._index += 1
        return HEADER.pack(len(sealed), last) + sealed


def unseal(chunks: Iterable[bytes], key: bytes, name: str) -> Iterator[bytes]:
    """Plaintext frames. Raises Damaged, also when the last frame is missing."""
    cipher, index, buffer, finished = _cipher(key, name), 0, b"", False
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= HEADER.size:
            length, last = HEADER.unpack_from(buffer)
            if length > FRAME + 16 or finished:
                raise Damaged(f"{name}: frame {index} has no sensible head")
            if len(buffer) < HEADER.size + length:
                break
            sealed, buffer = buffer[HEADER.size : HEADER.size + length], buffer[HEADER.size + length :]
            try:
                yield cipher.decrypt(_nonce(index), sealed, _context(index, last))
            except InvalidTag:
                raise Damaged(f"{name}: frame {index} does not open") from None
            index, finished = index + 1, last
    if buffer or not finished:
        raise Damaged(f"{name}: cut off after frame {index}")


def _cipher(key: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=name.encode()).derive(key))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _context(index: int, last: bool) -> bytes:
    return f"{index}|{last}".encode()
