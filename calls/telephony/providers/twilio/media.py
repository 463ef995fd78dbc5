"""Fetching a recording from Twilio: both channels where there are two, credentials to Twilio alone."""

from collections.abc import Iterator

import httpx
from django.conf import settings

from calls.models import Recording, TelephonyConnection
from calls.telephony.provider import MediaError
from compliance import outbound

API = "https://api.twilio.com"
MEDIA_HOSTS = (".twilio.com", ".amazonaws.com")
SECONDS = 300.0
REDIRECTS = 3
TRANSIENT = {404, 408, 425, 429}


def fetch(recording: Recording, connection: TelephonyConnection) -> Iterator[bytes]:
    """The WAV file's bytes. Raises MediaError. A 404 may pass: the status callback can be ahead of the file."""
    url = f"{recording.url}.wav"
    both = httpx.URL(url).copy_add_param("RequestedChannels", "2")
    try:
        yield from _get(str(both), connection, REDIRECTS)
    except _OneChannelOnly:
        yield from _get(url, connection, REDIRECTS)


class _OneChannelOnly(Exception):
    """Twilio error 16113: two channels were asked of a mono recording."""


def _get(url: str, connection: TelephonyConnection, redirects: int) -> Iterator[bytes]:
    limits = outbound.Limits(SECONDS, settings.RECORDING_MAX_BYTES)
    try:
        with outbound.stream("GET", url, limits=limits, auth=_credentials(url, connection)) as (
            response,
            chunks,
        ):
            if response.status_code == 200:
                yield from chunks
                return
            status, target = response.status_code, response.headers.get("location", "")
    except outbound.OutboundError as error:
        raise MediaError(f"the recording cannot be fetched: {error}", permanent=error.permanent) from error
    if status in (301, 302, 303, 307, 308):
        yield from _get(_allowed(url, target, connection, redirects), connection, redirects - 1)
    elif status == 400 and "RequestedChannels" in url:
        raise _OneChannelOnly
    else:
        raise MediaError(
            f"the provider answered {status}", permanent=status < 500 and status not in TRANSIENT
        )


def _credentials(url: str, connection: TelephonyConnection) -> tuple[str, str] | None:
    base = httpx.URL(connection.options.get("api_base", API))
    asked = httpx.URL(url)
    if (asked.scheme, asked.host, asked.port) != (base.scheme, base.host, base.port):
        return None
    return connection.external_id, connection.secrets["auth_token"]


def _allowed(url: str, target: str, connection: TelephonyConnection, redirects: int) -> str:
    joined = httpx.URL(url).join(target)
    own = httpx.URL(connection.options.get("api_base", API)).host
    if redirects <= 0 or not (joined.host == own or joined.host.endswith(MEDIA_HOSTS)):
        raise MediaError(f"a redirect to {joined.host} is not followed", permanent=True)
    return str(joined)
