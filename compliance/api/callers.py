"""Who sends a request to the API."""

from django.contrib.auth.models import User
from rest_framework.request import Request

from compliance.models import ApiKey


def caller_of(request: Request) -> str:
    """`key:<id>` or `user:<id>`; for strangers `ip:<address>`."""
    if isinstance(request.auth, ApiKey):
        return f"key:{request.auth.pk}"
    if isinstance(request.user, User):
        return f"user:{request.user.pk}"
    return stranger(request)


def stranger(request: Request) -> str:
    """The caller's address, for requests whose sender is not known."""
    return f"ip:{request.META.get('REMOTE_ADDR', '')}"


def actor_of(request: Request) -> str:
    """How the audit trail names the caller: a person's user name, or a key by its readable part."""
    if isinstance(request.auth, ApiKey):
        return f"key:{request.auth.prefix}"
    return request.user.get_username()


def user_of(request: Request) -> User | None:
    """The signed-in person; None for a key."""
    return request.user if isinstance(request.user, User) else None
