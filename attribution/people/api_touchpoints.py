"""POST /api/v1/touchpoints: what visitors did, told by other systems."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import Touchpoint
from attribution.people.known import Known, by_crm, by_email, by_phone
from attribution.people.touchpoints import BOT, DUPLICATE, STORED, Placed, Report, take_in
from attribution.visits.arrival import CLICK_IDS, UTM, storable
from attribution.visits.placing import Item
from compliance.api.idempotency import idempotent
from compliance.api.views import ApiView

MOST = 500
OLDEST = timedelta(days=730)
CLOCK = timedelta(minutes=1)  # by so much the sender's clock may be ahead
LONGEST_URL = 2000
REJECTED = "rejected"
KINDS = [Touchpoint.Kind.PAGE, Touchpoint.Kind.TEL_CLICK, Touchpoint.Kind.FORM]


class IdentifiersInput(serializers.Serializer[Any]):
    """What the person is known by; at least one."""

    visitor = serializers.UUIDField(required=False, help_text="The browser's key, as the snippet keeps it.")
    phone = serializers.CharField(required=False, max_length=40)
    email = serializers.CharField(required=False, max_length=254)
    crm_id = serializers.CharField(required=False, max_length=254)

    def validate_phone(self, value: str) -> Known:
        """A number that can be dialled. Raises ValidationError."""
        return _named(by_phone(value), "This is no phone number that exists.")

    def validate_email(self, value: str) -> Known:
        """An address. Raises ValidationError."""
        return _named(by_email(value), "This is no e-mail address.")

    def validate_crm_id(self, value: str) -> Known:
        """Any text. Raises ValidationError."""
        return _named(by_crm(value), "This cannot be stored.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError where nobody is named."""
        if not attrs:
            raise ValidationError("One of visitor, phone, email, crm_id is needed.")
        return attrs


class TouchpointInput(serializers.Serializer[Any]):
    """One page view, click on the number or sent form. Campaign fields count before those in the address."""

    event_id = serializers.UUIDField(help_text="Yours; the same again changes nothing.")
    at = serializers.DateTimeField(help_text="Not older than two years, not in the future.")
    kind = serializers.ChoiceField(KINDS, default=Touchpoint.Kind.PAGE)
    url = serializers.URLField(max_length=LONGEST_URL)
    referrer = serializers.CharField(max_length=LONGEST_URL, required=False, allow_blank=True)
    user_agent = serializers.CharField(max_length=500, required=False, allow_blank=True)
    identifiers = IdentifiersInput()
    utm_source = serializers.CharField(max_length=200, required=False, allow_blank=True)
    utm_medium = serializers.CharField(max_length=200, required=False, allow_blank=True)
    utm_campaign = serializers.CharField(max_length=200, required=False, allow_blank=True)
    utm_term = serializers.CharField(max_length=200, required=False, allow_blank=True)
    utm_content = serializers.CharField(max_length=200, required=False, allow_blank=True)
    click_ids = serializers.DictField(
        child=serializers.CharField(max_length=500), required=False, help_text=", ".join(CLICK_IDS)
    )
    consent = serializers.DictField(
        child=serializers.BooleanField(),
        required=False,
        help_text="Signal -> granted: analytics, ad_user_data …",
    )

    def validate_at(self, value: datetime) -> datetime:
        """Raises ValidationError for the future and for what is older than two years."""
        now = timezone.now()
        if value > now + CLOCK:
            raise ValidationError("This is in the future.")
        if value < now - OLDEST:
            raise ValidationError("This is older than two years.")
        return value

    def validate_click_ids(self, value: dict[str, str]) -> dict[str, str]:
        """Raises ValidationError for a name that is none."""
        unknown = sorted(set(value) - set(CLICK_IDS))
        if unknown:
            raise ValidationError(f"Not known: {storable(', '.join(unknown))[:200]}.")
        return value

    def validate_consent(self, value: dict[str, bool]) -> dict[str, bool]:
        """Raises ValidationError for more than a page ever says."""
        if len(value) > 10 or any(len(name) > 40 or storable(name) != name for name in value):
            raise ValidationError("At most 10 signals of at most 40 letters.")
        if value.get("analytics") is False:
            raise serializers.ValidationError("Analytics is refused: such a touchpoint is not kept.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the campaign in the address. Raises ValidationError where that gets too long."""
        said = {name: attrs[name] for name in UTM if attrs.get(name)} | attrs.get("click_ids", {})
        attrs["url"] = with_parameters(storable(attrs["url"]), said)
        if len(attrs["url"]) > LONGEST_URL:
            raise ValidationError({"url": ["Too long with its campaign fields."]})
        return attrs


class TouchpointsInput(serializers.Serializer[Any]):
    """Up to 500 touchpoints, in any order."""

    touchpoints = TouchpointInput(many=True)


class PlacedSerializer(serializers.Serializer[Any]):
    """What became of one touchpoint."""

    event_id = serializers.CharField(allow_null=True, help_text="As it was sent.")
    status = serializers.ChoiceField([STORED, DUPLICATE, BOT, REJECTED])
    visit = serializers.IntegerField(allow_null=True)
    problems = serializers.DictField(help_text="Field -> what is wrong with it; empty but for rejected ones.")


class TouchpointsSerializer(serializers.Serializer[Any]):
    """An answer per touchpoint, in the order they were sent, and how many of each."""

    stored = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    bot = serializers.IntegerField(help_text="Dropped: the user agent is a program's.")
    rejected = serializers.IntegerField()
    results = PlacedSerializer(many=True)


class Touchpoints(ApiView):
    """Touchpoints from other systems."""

    tag = "Visits"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"POST": "calls.import"}
    queryset: QuerySet[Touchpoint] = Touchpoint.everywhere.none()
    serializer_class = TouchpointsSerializer

    @extend_schema(request=TouchpointsInput, responses=TouchpointsSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        """Send touchpoints. Up to 500 in any order; bad ones are named, the others are stored.

        Touchpoints less than 30 minutes apart are one visit unless another campaign arrives, so a late one may join two
        visits or part one. People are linked by what `identifiers` say.
        """
        results: list[dict[str, Any]] = []
        reports: list[tuple[int, Report]] = []
        for position, one in enumerate(_sent(request)):
            asked = TouchpointInput(data=one)
            good = asked.is_valid()
            event_id = one.get("event_id") if isinstance(one, dict) else None
            results.append(
                {
                    "event_id": None if event_id is None else storable(str(event_id))[:80],
                    "status": REJECTED,
                    "visit": None,
                    "problems": {} if good else asked.errors,
                }
            )
            if good:
                reports.append((position, _report(asked.validated_data)))
        for (position, _), placed in zip(reports, take_in([one for _, one in reports]), strict=True):
            results[position] |= _outcome(placed)
        counts = Counter(one["status"] for one in results)
        return Response(
            {name: counts[name] for name in (STORED, DUPLICATE, BOT, REJECTED)} | {"results": results}
        )


def with_parameters(url: str, values: Mapping[str, str]) -> str:
    """The address with query parameters, which stand before those it had: of two of a name the first counts."""
    if not values:
        return url
    parts = urlsplit(url)
    return parts._replace(query="&".join(filter(None, [urlencode(values), parts.query]))).geturl()


def _sent(request: Request) -> list[Any]:
    """Raises ValidationError."""
    sent = request.data.get("touchpoints") if isinstance(request.data, dict) else None
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST:
        raise ValidationError({"touchpoints": [f"A list of 1 to {MOST} touchpoints is expected."]})
    return sent


def _report(data: Mapping[str, Any]) -> Report:
    named = data["identifiers"]
    item = Item(
        data["event_id"],
        data["at"],
        str(data["kind"]),
        data["url"],
        storable(data.get("referrer", "")),
        storable(data.get("user_agent", "")),
        data.get("consent", {}),
    )
    names = tuple(named[name] for name in ("crm_id", "email", "phone") if name in named)
    return Report(item, named.get("visitor"), names)


def _outcome(placed: Placed) -> dict[str, Any]:
    return {"status": placed.status, "visit": placed.visit}


def _named(known: Known, problem: str) -> Known:
    if not known:
        raise ValidationError(problem)
    return known
