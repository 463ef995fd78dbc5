"""The one HTTP client: no private addresses, no redirects to strangers, limits on time and size."""

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx
from django.conf import settings

USER_AGENT = "Ringtrace/1"


class OutboundError(Exception):
    """A request that could not be made or answered in full; `permanent` says whether trying again can help."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class TooLarge(OutboundError):
    """The answer is longer than allowed."""


class Forbidden(OutboundError):
    """The address is private, or the scheme or redirect is not allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for the whole exchange, `bytes` for the answer's body."""

    seconds: float = 20.0
    bytes: int = 1_000_000


class GuardedBackend(httpcore.SyncBackend):
    """Connects only to the address that was checked, so that a name cannot change between check and use."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolves, checks and connects. Raises Forbidden for private addresses."""
        address = public_address(host, port)
        return Deadlined(
            super().connect_tcp(address, port, timeout, local_address, socket_options), self._deadline
        )


class Deadlined(httpcore.NetworkStream):
    """A connection on which no read waits beyond the end of the whole exchange, headers included."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream's. Raises httpcore.ReadTimeout when the time is up."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the exchange took too long")
        return self._stream.read(max_bytes, left if timeout is None else min(timeout, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream's."""
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """As the stream's."""
        self._stream.close()

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """As the stream's, under the same deadline."""
        return Deadlined(self._stream.start_tls(*args, **kwargs), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """As the stream's."""
        return self._stream.get_extra_info(info)


def public_address(host: str, port: int) -> str:
    """The first address of `host`, if all of them are public or `host:port` is allow-listed. Raises Forbidden."""
    try:
        found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    if f"{host}:{port}" not in settings.OUTBOUND_PRIVATE_HOSTS:
        for address in found:
            ip = ipaddress.ip_address(str(address).partition("%")[0])
            ip = getattr(ip, "ipv4_mapped", None) or ip
            if not ip.is_global or ip.is_multicast:
                raise Forbidden(f"{host}:{port} is a private address", permanent=True)
    return str(found[0])


def request(
    method: str,
    url: str,
    *,
    limits: Limits | None = None,
    auth: tuple[str, str] | None = None,
    **options: Any,
) -> httpx.Response:
    """One exchange, read in full. Raises OutboundError for anything that is not an answer within the limits.

    Redirects are not followed: a 3xx is returned as it is. Status codes are the caller's to judge.
    """
    limits = limits or Limits()
    with stream(method, url, limits=limits, auth=auth, **options) as (response, chunks):
        body = b"".join(chunks)
        return httpx.Response(
            response.status_code, headers=_plain(response.headers), content=body, request=response.request
        )


@contextmanager
def stream(
    method: str, url: str, *, limits: Limits, auth: tuple[str, str] | None = None, **options: Any
) -> Iterator[tuple[httpx.Response, Iterator[bytes]]]:
    """The answer's head and an iterator over its body that enforces the limits. Raises OutboundError."""
    if httpx.URL(url).scheme not in ("http", "https"):
        raise Forbidden(f"{httpx.URL(url).scheme!r} addresses are not allowed", permanent=True)
    deadline = time.monotonic() + limits.seconds
    transport = httpx.HTTPTransport(trust_env=False)
    transport._pool._network_backend = GuardedBackend(deadline)
    headers = {"User-Agent": USER_AGENT, **(options.pop("headers", None) or {})}
    timeout = httpx.Timeout(min(limits.seconds, 15.0))
    try:
        with (
            httpx.Client(
                transport=transport, timeout=timeout, follow_redirects=False, trust_env=False
            ) as client,
            client.stream(method, url, auth=auth, headers=headers, **options) as response,
        ):
            yield response, _limited(response, limits, deadline)
    except (httpx.TransportError, httpcore.ConnectError) as error:
        raise OutboundError(f"{httpx.URL(url).host}: {type(error).__name__}", permanent=False) from error


def _limited(response: httpx.Response, limits: Limits, deadline: float) -> Iterator[bytes]:
    announced = int(response.headers.get("content-length") or 0)
    if announced > limits.bytes:
        raise TooLarge(f"{announced} bytes announced, {limits.bytes} allowed", permanent=True)
    seen = 0
    for chunk in response.iter_bytes():
        seen += len(chunk)
        if seen > limits.bytes:
            raise TooLarge(f"more than {limits.bytes} bytes", permanent=True)
        if time.monotonic() > deadline:
            raise OutboundError(f"no full answer within {limits.seconds:g} s", permanent=False)
        yield chunk


def _plain(headers: httpx.Headers) -> httpx.Headers:
    return httpx.Headers(
        [(k, v) for k, v in headers.items() if k.lower() not in ("content-encoding", "content-length")]
    )
