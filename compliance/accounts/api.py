"""The account in the API."""

from collections.abc import Mapping
from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView
from compliance.models import Account
from compliance.tenancy import require_account_id


class AccountSerializer(SparseSerializer[Account]):
    """One tenant. Days of filters and reports are those of `time_zone`, money is in `currency`."""

    name = serializers.CharField()
    slug = serializers.CharField()
    time_zone = serializers.CharField()
    currency = serializers.CharField()
    country = serializers.CharField(help_text="Of phone numbers written without +.")
    imports_have_consent = serializers.BooleanField(
        help_text="Attested for recordings that come without a word."
    )


class AccountDetail(ApiView):
    """The account of the key."""

    tag = "Account"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    serializer_class = AccountSerializer

    def get(self, request: Request) -> Response:
        """Read the account. What a program needs to read the others' times and money."""
        return Response(self.get_serializer(Account.objects.get(pk=require_account_id())).data)
