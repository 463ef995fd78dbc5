"""Fields of the API's bodies about numbers."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from calls.models import PhoneNumber
from compliance.models import Account
from compliance.phones import e164
from compliance.tenancy import require_account_id


class PhoneNumberField(serializers.CharField):
    """A phone number, read as E.164; without a plus it is one of the account's country."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def to_internal_value(self, data: Any) -> str:
        """Raises ValidationError."""
        text = super().to_internal_value(data)
        number = e164(text, Account.objects.get(pk=require_account_id()).country) if text else ""
        if text and not number:
            raise serializers.ValidationError(_("This is no phone number."))
        return number


def chosen(field: str, rows: QuerySet[PhoneNumber], numbers: Sequence[str]) -> list[PhoneNumber]:
    """The rows of these numbers (E.164). Raises ValidationError naming those that are none or may not be chosen."""
    found = {row.number: row for row in rows.filter(number__in=numbers)}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise serializers.ValidationError({field: [f"Not to be had: {', '.join(missing[:20])}."]})
    return list(found.values())
