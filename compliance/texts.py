"""Text as people and programs send it: what PostgreSQL cannot keep is refused at the door."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NUL = "\0"


def storable(text: str) -> bool:
    """Whether the text has neither NUL nor half of a surrogate pair, which UTF-8 has no bytes for."""
    return NUL not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def clean_text(value: object, longest: int) -> str:
    """A text without spaces around it. Raises ValidationError where it is none, too long, or cannot be stored."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValidationError(_("A text of at most %d characters is expected.") % longest)
    if not storable(value):
        raise ValidationError(_("This text has characters that cannot be stored."))
    return value.strip()


def unstorable(values: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Names of the parameters of which the name or one of the values cannot be stored."""
    return [name for name, texts in values if not storable(name) or not all(map(storable, texts))]


def read_id(text: str) -> int | None:
    """The id that a form or an address names; None for what cannot be one (more than 18 digits fit no column)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
