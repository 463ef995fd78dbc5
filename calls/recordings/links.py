"""Links to audio that end after an hour and work for one person only."""

from django.core import signing
from django.urls import reverse

SALT = "calls.recordings.links"
SECONDS = 3600


def audio_url(call_id: int, user_id: int) -> str:
    """The address of the call's audio for this person, good for an hour."""
    return f"{reverse('call-audio', args=[call_id])}?token={_sign(call_id, user_id)}"


def opens(token: str, call_id: int, user_id: int) -> bool:
    """Whether the token was made for this call and person within the last hour."""
    try:
        value = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    return bool(value == [call_id, user_id])


def _sign(call_id: int, user_id: int) -> str:
    return signing.dumps([call_id, user_id], salt=SALT)
