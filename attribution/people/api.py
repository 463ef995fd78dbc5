"""People in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import Identifier, IdentityLink, Person
from attribution.people import queries
from attribution.visits.api import TouchpointSerializer
from compliance.api.views import ApiView


class IdentifierSerializer(serializers.Serializer[Any]):
    """What a person is known by; never the number or the address itself."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Identifier.Kind.choices)
    visitor = serializers.UUIDField(allow_null=True, help_text="The browser's key.")
    since = serializers.DateTimeField(allow_null=True)
    linking = serializers.BooleanField(help_text="False for what too many people share: it joins nobody.")


class LinkSerializer(serializers.Serializer[IdentityLink]):
    """Why two identifiers belong together."""

    id = serializers.IntegerField(source="pk")
    first = serializers.IntegerField(source="first_id")
    second = serializers.IntegerField(source="second_id")
    reason = serializers.CharField(source="reference")
    strength = serializers.FloatField(help_text="Probability that it is true; from 0.9 it joins.")
    seen_at = serializers.DateTimeField()
    removed_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With the source, a name that means something else on a serializer class."""
        said = serializers.CharField(help_text="call, form, import or person.")
        return {**super().get_fields(), "source": said}


class EntrySerializer(serializers.Serializer[queries.Entry]):
    """One thing the person did: the id of a visit, a call or a conversion."""

    at = serializers.DateTimeField()
    visit = serializers.IntegerField(source="visit.pk", default=None, allow_null=True)
    channel = serializers.CharField(source="visit.channel", default=None, allow_null=True)
    call = serializers.IntegerField(source="call.pk", default=None, allow_null=True)
    outcome = serializers.CharField(source="outcome.label", default=None, allow_null=True)
    conversion = serializers.IntegerField(source="conversion.pk", default=None, allow_null=True)
    probability = serializers.FloatField(
        allow_null=True, help_text="That the call came from the person's visits; null: known by the number."
    )
    steps = TouchpointSerializer(many=True, help_text="The first of a visit.")


class PersonSerializer(serializers.Serializer[Any]):
    """One person: connected identifiers, and the newest 50 things they did."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    capped = serializers.BooleanField(help_text="Has more than the newest 500 touches, which count.")
    identifiers = IdentifierSerializer(many=True)
    links = LinkSerializer(many=True)
    timeline = EntrySerializer(many=True)


class PersonDetail(ApiView):
    """One person."""

    tag = "Visits"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    queryset = Person.everywhere.none()
    serializer_class = PersonSerializer

    def get_queryset(self) -> QuerySet[Person]:
        """Those of the account."""
        return Person.objects.all()

    def get(self, request: Request, pk: int) -> Response:
        """Read a person. What they are known by and why, and what they did, newest first.

        People are joined and separated as links come and go, so an id may lead nowhere later.
        """
        person = self.get_object()
        known = [
            {
                "id": one.pk,
                "kind": one.kind,
                "visitor": one.visitor.key if one.visitor else None,
                "since": since,
                "linking": one.linking,
            }
            for one, since in queries.identifiers(person)
        ]
        document = {
            "id": person.pk,
            "created_at": person.created_at,
            "capped": person.capped,
            "identifiers": known,
            "links": queries.links(person)[:100],
            "timeline": queries.timeline(person).entries,
        }
        return Response(self.get_serializer(document).data)
